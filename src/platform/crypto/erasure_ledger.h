// Which subjects were erased, kept in a file beside the database.
//
// A backup taken before an erasure still holds the subject's key. The ledger is not part of the
// database, so it knows better than a restored copy, and reapply_erasures() destroys those keys
// again (keyring.h) whenever a database is opened to be written. It holds ids and times alone. Keep
// it when a database is restored.

#pragma once

#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "platform/crypto/durable_file.h"

namespace holdfast::crypto {

struct Erasure {
  std::string tenant;
  std::string subject;
  Timestamp at{};
};

// One JSON object a line: {"at":"2026-11-22T07:10:38.123Z","subject":"customer:…","tenant":"…"}.
// Thread-safe; one process at a time, as with the database.
class ErasureLedger {
 public:
  // Opens the file, or makes it, with the first append.
  explicit ErasureLedger(std::string path) : path_(std::move(path)) {}

  // Returns once the lines are on the disk. Unavailable: they may not be, and the keys must stay.
  Result<> append(std::span<const Erasure> erasures);

 private:
  Result<> open();

  std::mutex mutex_;
  std::string path_;
  FileDescriptor file_;
};

// Calls back for every line in order. No file: no erasures. A last line without its end was never
// acknowledged and is left out. Corrupted: any other line does not read.
Result<> read_erasures(const std::string& path,
                       const std::function<Result<>(const Erasure&)>& on_erasure);

// Adds to the ledger at `path`, durably, what only the one at `other_path` knows.
Result<> merge_erasures(const std::string& path, const std::string& other_path);

}  // namespace holdfast::crypto

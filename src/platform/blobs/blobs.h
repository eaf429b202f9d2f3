// Sealed files: attachments, recordings, exports, whatever is too large for a row.
//
// A blob is written before the row that names it commits, and removed after the row is gone, so a
// crash leaves at most a file that nothing names; sweep() removes those. It is sealed with its
// subject's key (platform/crypto/keyring.h): destroying the key erases it in every copy.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace holdfast::blobs {

// Takes a blob's content piece by piece. Not thread-safe. Gone without finish(), it leaves nothing.
class BlobWriter {
 public:
  virtual ~BlobWriter() = default;

  // Pieces of any size. LimitExceeded: more than bytes_max in all. Unavailable: the disk is full,
  // read only or failing. After an error the blob cannot be finished.
  virtual Result<> write(Bytes piece) = 0;

  // Seals the end and makes the blob durable. Its id, to be kept in a row.
  virtual Result<Uuid> finish() = 0;
};

struct SweepCounts {
  std::uint64_t kept = 0;
  std::uint64_t removed = 0;
};

// Whether some row names the blob. An error keeps it.
using IsNamed = std::function<Result<bool>(const Uuid& blob)>;
using OnPiece = std::function<Result<>(Bytes piece)>;

// One directory, which this class alone writes to. Thread-safe.
class Blobs {
 public:
  // Makes the directory when it is not there. Unavailable: it cannot be made or written.
  static Result<std::unique_ptr<Blobs>> open(std::string directory, const Clock& clock,
                                             IdSource& ids);

  // `key`: 32 bytes, used until the writer goes.
  Result<std::unique_ptr<BlobWriter>> create(const SecretBytes& key, std::uint64_t bytes_max);
  // In one go.
  Result<Uuid> put(Bytes content, const SecretBytes& key);

  // Pieces of at most 64 KB in order; memory stays flat. NotFound: there is no such blob.
  // Corrupted: another key, a changed or missing byte, another blob's file. Pieces that were handed
  // on before a damaged one are genuine, but the content is whole only when the call succeeds.
  Result<> read(const Uuid& blob, const SecretBytes& key, const OnPiece& on_piece);
  // LimitExceeded: larger than bytes_max.
  Result<ByteVector> get(const Uuid& blob, const SecretBytes& key, std::uint64_t bytes_max);

  // Of the content, without reading it.
  Result<std::uint64_t> size(const Uuid& blob);

  // Durable when it returns. A blob that is not there is removed already.
  Result<> remove(const Uuid& blob);

  // Removes blobs older than `grace` that no row names, and what unfinished writers left behind.
  Result<SweepCounts> sweep(std::chrono::milliseconds grace, const IsNamed& is_named);

 private:
  Blobs(std::string directory, const Clock& clock, IdSource& ids)
      : directory_(std::move(directory)), clock_(clock), ids_(ids) {}

  const std::string directory_;
  const Clock& clock_;
  IdSource& ids_;
};

}  // namespace holdfast::blobs

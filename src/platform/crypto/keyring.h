// One key per subject, so that destroying a key erases all that was sealed for the subject, in the
// database and in every copy of it.
//
// A subject is named by what it is and its id: "customer:0190f5c4-…", "contact:…". A name is never
// used again once destroyed: whoever comes back after an erasure is a new subject.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "platform/crypto/erasure_ledger.h"
#include "platform/crypto/sealer.h"
#include "platform/store/database.h"

namespace holdfast::crypto {

// Shared with the cache, wiped with its last holder.
using SubjectKey = std::shared_ptr<const SecretBytes>;

struct KeyringOptions {
  std::size_t cached_keys_max = 16'384;  // some 300 bytes each
  // How long another node's erasure may go unnoticed here. This node's own count at once.
  std::chrono::seconds cached_for{30};
};

// Thread-safe. On the verdict path: find() on the worker's thread, which answers from memory and
// fills it; then get_or_create() in the write for a subject that had no key.
class Keyring {
 public:
  // `ledger_path` is the erasure ledger's file, beside the database.
  Keyring(store::Database& database, const MasterKeys& keys, std::string ledger_path,
          Random& random, const Clock& clock, KeyringOptions options = {});
  ~Keyring();

  // From memory or from what is committed; nothing when the subject has no key yet. Opens a read of
  // its own on a miss, so never call it within a read or a write. NotFound: it was destroyed.
  Result<std::optional<SubjectKey>> find(std::string_view tenant, std::string_view subject);

  // Within a transaction, whose own changes it sees. A key made here lives or dies with the
  // transaction, so it enters the cache through a later find(), never from here.
  // Conflict: the subject was erased, its name cannot be used again.
  Result<SubjectKey> get_or_create(store::Transaction& transaction, std::string_view tenant,
                                   std::string_view subject);

  // NotFound: there is no key, or it was destroyed.
  Result<SubjectKey> get(store::Reader& reader, std::string_view tenant, std::string_view subject);

  // Writes the ledger, then destroys the keys in the transaction. Subjects without a key are left
  // out. A rolled back transaction leaves its lines in the ledger: the next start then erases what
  // someone asked to erase and could not. Unavailable: the ledger could not be written.
  Result<> destroy(store::Transaction& transaction, std::string_view tenant,
                   std::span<const std::string> subjects);
  Result<> destroy(store::Transaction& transaction, std::string_view tenant,
                   std::string_view subject);

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

// Destroys in a restored database every key that the ledger says was destroyed. Returns the
// erasures whose key was there again.
Result<std::vector<Erasure>> reapply_erasures(const std::string& ledger_path,
                                              store::Transaction& transaction);

// The schema steps of this module, for Database::migrate.
std::vector<store::Migration> migrations();

}  // namespace holdfast::crypto

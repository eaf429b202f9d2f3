// The tamper-evident log: every act leaves a leaf in the same transaction that did it.
//
// stage() writes a leaf into the caller's transaction without a number; the sequencer numbers staged
// leaves into the tenant's Merkle tree (merkle_log.h) in the background, so writers never wait for
// each other. The order within one transaction is kept.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/sha256.h"
#include "domain/audit/merkle_log.h"
#include "platform/crypto/sealer.h"
#include "platform/store/database.h"

namespace holdfast::audit {

// Leaf version 1, frozen. The leaf is the canonical JSON (members sorted, no white space) of
//   {"act","actor","at","body_hash","decision","entry","policy_version","subject","v":1,"tenant"}
// and its hash is RFC 9162's leaf hash over those bytes. Nothing personal beyond ids.
struct Act {
  std::string tenant;
  std::string actor;    // "person:<id>", "key:<id>", "system"
  std::string act;      // "inspection.decided", "policy.activated", "person.signed_in"
  std::string subject;  // id of what it was done to: "message:<id>"
  std::string decision;        // "block", "" where there is none
  std::string policy_version;  // "cards@3", "" where there is none
  // SHA-256 of the body that lies outside the log (a sealed body or a row's canonical record); all
  // zero where there is none.
  Hash body_hash{};
};

struct Receipt {
  std::string log;  // the tenant's log: "default"
  Uuid entry;
  Hash leaf_hash{};
};

struct Entry {
  std::uint64_t leaf_index = 0;
  Uuid id;
  Timestamp at{};
  Act act;
  Hash leaf_hash{};
};

// Recomputes what an entry's body_hash should be from the rows as they stand now. NotFound: the body
// was erased by retention or a rights request, which is no tampering (an `*.erased` act says so).
using BodyHash = std::function<Result<Hash>(store::Reader&, const Entry&)>;

struct Verification {
  std::uint64_t entries = 0;
  std::uint64_t staged = 0;  // not numbered yet
  Hash root{};
  // The first entry that was changed, removed or reordered; nothing when the log verifies.
  struct Problem {
    std::optional<std::uint64_t> leaf_index;
    std::optional<Uuid> entry;
    std::string what;  // "entry 41 was changed: its leaf hash does not match its content"
  };
  std::optional<Problem> first_problem;
};

class AuditLog {
 public:
  AuditLog(store::Database& database, const Clock& clock, IdSource& ids,
           const crypto::MasterKeys& keys);
  ~AuditLog();

  // Adds the act's leaf to the transaction. The time is the clock's.
  Result<Receipt> stage(store::Transaction& transaction, const Act& act);

  // Numbers everything staged so far; the background thread does the same every 50 ms.
  Result<> sequence();
  void start();
  void stop();

  Result<std::vector<Entry>> entries(std::string_view tenant, std::uint64_t from,
                                     std::size_t limit);
  Result<std::optional<Entry>> find(std::string_view tenant, const Uuid& entry);
  Result<Checkpoint> checkpoint(std::string_view tenant);

  // Recomputes the tree from the entries, the entries' hashes from their content, and, for acts
  // that have a BodyHash registered, the bodies from the rows. `on_progress` gets (done, all).
  void verify_bodies_with(std::string act, BodyHash body_hash);
  Result<Verification> verify(std::string_view tenant,
                              const std::function<void(std::uint64_t, std::uint64_t)>& on_progress =
                                  {});

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

// The schema steps of this module, for Database::migrate.
std::vector<store::Migration> migrations();

}  // namespace holdfast::audit

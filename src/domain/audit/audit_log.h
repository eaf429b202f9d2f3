// The tamper-evident log: every act leaves a leaf in the same transaction that did it.
//
// stage() writes a leaf into the caller's transaction without a number; the sequencer numbers
// staged leaves into the tenant's Merkle tree (merkle_log.h) in the background, so writers never
// wait for each other. The order within one transaction is kept.

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
#include "platform/telemetry/metrics.h"

namespace holdfast::audit {

// Leaf version 1, frozen. The leaf is the canonical JSON (members sorted, no white space) of
//   {"act","actor","at","body_hash","decision","entry","policy_version","subject","tenant","v":1}
// and its hash is RFC 9162's leaf hash over those bytes (leaf.h). Nothing personal beyond ids.
struct Act {
  std::string tenant;
  std::string actor;           // "person:<id>", "key:<id>", "system"
  std::string act;             // "inspection.decided", "policy.activated", "person.signed_in"
  std::string subject;         // id of what it was done to: "message:<id>"
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

// An act with its id, time and leaf hash. Making it is most of the work and needs no transaction.
struct PreparedAct {
  Act act;
  Timestamp at{};
  Receipt receipt;
};

struct Entry {
  std::uint64_t leaf_index = 0;  // from 0
  Uuid id;
  Timestamp at{};
  Act act;
  Hash leaf_hash{};
};

// All that are set must be equal.
struct EntryFilter {
  std::optional<std::string> act;
  std::optional<std::string> actor;
  std::optional<std::string> subject;
  std::optional<Timestamp> from;  // at or after
  std::optional<Timestamp> to;    // before
};

// What an auditor needs to check one entry without this server: the leaf's bytes hash to
// entry.leaf_hash, the siblings lead from there to the root in the note, and the key signed the
// note.
struct EntryProof {
  Entry entry;
  std::string leaf;
  InclusionProof inclusion;
  Hash root{};
  std::string checkpoint_note;
  std::string verifier_key;
};

struct SignedCheckpoint {
  Checkpoint checkpoint;
  std::string note;  // signed, as checkpoint_note.h has it
};

// Recomputes what an entry's body_hash should be from the rows as they stand now. NotFound: the
// body was erased by retention or a rights request, which is no tampering (an `*.erased` act says
// so).
using BodyHash = std::function<Result<Hash>(store::Reader&, const Entry&)>;

struct Verification {
  std::uint64_t entries = 0;
  std::uint64_t staged = 0;        // not numbered yet
  std::uint64_t checkpointed = 0;  // entries under the newest signed checkpoint
  std::uint64_t bodies_checked = 0;
  std::uint64_t bodies_erased = 0;
  Hash root{};
  // The first entry that was changed, removed or reordered; nothing when the log verifies.
  struct Problem {
    std::optional<std::uint64_t> leaf_index;
    std::optional<Uuid> entry;
    std::string what;  // "entry 41 was changed: its leaf hash does not match its content"
  };
  std::optional<Problem> first_problem;
};

using OnProgress = std::function<void(std::uint64_t done, std::uint64_t all)>;

class AuditLog {
 public:
  // `metrics` may be null.
  AuditLog(store::Database& database, const Clock& clock, IdSource& ids,
           const crypto::MasterKeys& keys, telemetry::Metrics* metrics = nullptr);
  ~AuditLog();

  // Adds the act's leaf to the transaction. The time is the clock's.
  Result<Receipt> stage(store::Transaction& transaction, const Act& act);

  // The same in two steps, for a path where the writer's time is precious: prepare() anywhere, then
  // one insert in the transaction. A prepared act whose transaction never commits leaves no trace.
  PreparedAct prepare(Act act);
  Result<> stage_prepared(store::Transaction& transaction, const PreparedAct& prepared);

  // Numbers everything staged so far and signs a checkpoint. Corrupted: the log's hashes do not fit
  // its last checkpoint, so nothing is added to it; verify() says what happened.
  Result<> sequence();
  // A thread that numbers every 50 ms and signs at most once a second. stop() signs what is left.
  void start();
  void stop();

  Result<std::vector<Entry>> entries(std::string_view tenant, std::uint64_t from,
                                     std::size_t limit);
  // Newest first, with leaf indexes below `before`.
  Result<std::vector<Entry>> latest(std::string_view tenant, const EntryFilter& filter,
                                    std::optional<std::uint64_t> before, std::size_t limit);
  // Numbers the entry first when it is still staged. Unavailable: it cannot be numbered here,
  // because the database is open for reading only; the server does so within a moment.
  Result<std::optional<Entry>> find(std::string_view tenant, const Uuid& entry);
  // NotFound: no such entry in the log. Signs a checkpoint first when none covers the entry.
  Result<EntryProof> prove(std::string_view tenant, const Uuid& entry);

  // The tree as the newest signed checkpoint has it; one of an empty tree at first.
  Result<Checkpoint> checkpoint(std::string_view tenant);
  Result<SignedCheckpoint> signed_checkpoint(std::string_view tenant);
  std::string verifier_key(std::string_view tenant) const;

  // Before verify(), for acts whose body_hash can be recomputed.
  void verify_bodies_with(std::string act, BodyHash body_hash);

  // Recomputes the tree from the entries, the entries' hashes from their content, and, for acts
  // that have a BodyHash registered, the bodies from the rows; compares with the stored tree and
  // every signed checkpoint. `trusted_note` is a checkpoint kept elsewhere, which also shows a log
  // that was cut or rewritten together with its checkpoints. Reads only, in pieces: writers go on.
  Result<Verification> verify(std::string_view tenant, const OnProgress& on_progress = {},
                              std::string_view trusted_note = {});

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

// The schema steps of this module, for Database::migrate.
std::vector<store::Migration> migrations();

}  // namespace holdfast::audit

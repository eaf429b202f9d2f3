#include "domain/audit/audit_log.h"

#include <fmt/core.h>

#include "base/embedded.h"
#include "domain/audit/checkpoint_note.h"
#include "domain/audit/leaf.h"
#include "domain/audit/sequencer.h"
#include "domain/audit/store.h"
#include "domain/audit/tiles.h"
#include "domain/audit/verifier.h"

namespace holdfast {
extern const EmbeddedFile audit_schema[];
extern const std::size_t audit_schema_count;
}  // namespace holdfast

namespace holdfast::audit {

struct AuditLog::Impl {
  Impl(store::Database& the_database, const Clock& the_clock, IdSource& the_ids,
       const crypto::MasterKeys& keys, telemetry::Metrics* metrics)
      : database(the_database),
        clock(the_clock),
        ids(the_ids),
        signer(keys.signing_seed()),
        sequencer(database, clock, signer, metrics) {}

  store::Database& database;
  const Clock& clock;
  IdSource& ids;
  const CheckpointSigner signer;
  Sequencer sequencer;
  BodyHashes body_hashes;

  Result<> sequence_for_reader() {
    const Result<> outcome = sequencer.sequence(Sequencer::Sign::Now);
    if (outcome || outcome.error().code != ErrorCode::Denied) return outcome;
    return Error{ErrorCode::Unavailable, "the entry waits for its number; ask again in a second"};
  }

  Result<std::optional<StoredCheckpoint>> latest_checkpoint_of(std::string_view tenant) {
    std::optional<StoredCheckpoint> latest;
    TRY(database.read([&](store::Reader& reader) -> Result<> {
      latest = TRY(latest_checkpoint(reader, tenant));
      return {};
    }));
    return latest;
  }
};

AuditLog::AuditLog(store::Database& database, const Clock& clock, IdSource& ids,
                   const crypto::MasterKeys& keys, telemetry::Metrics* metrics)
    : impl_(std::make_unique<Impl>(database, clock, ids, keys, metrics)) {}

AuditLog::~AuditLog() = default;

PreparedAct AuditLog::prepare(Act act) {
  PreparedAct prepared{.act = std::move(act), .at = impl_->clock.now(), .receipt = {}};
  prepared.receipt.log = prepared.act.tenant;
  prepared.receipt.entry = impl_->ids.next();
  thread_local std::string leaf;
  write_leaf(leaf, prepared.receipt.entry, prepared.at, prepared.act);
  prepared.receipt.leaf_hash = leaf_hash(as_bytes(leaf));
  return prepared;
}

Result<> AuditLog::stage_prepared(store::Transaction& transaction, const PreparedAct& prepared) {
  return insert_staged(transaction, prepared);
}

Result<Receipt> AuditLog::stage(store::Transaction& transaction, const Act& act) {
  const PreparedAct prepared = prepare(act);
  TRY(insert_staged(transaction, prepared));
  return prepared.receipt;
}

Result<> AuditLog::sequence() { return impl_->sequencer.sequence(Sequencer::Sign::Now); }
void AuditLog::start() { impl_->sequencer.start(); }
void AuditLog::stop() { impl_->sequencer.stop(); }

Result<std::vector<Entry>> AuditLog::entries(std::string_view tenant, std::uint64_t from,
                                             std::size_t limit) {
  std::vector<Entry> found;
  TRY(impl_->database.read([&](store::Reader& reader) {
    return scan_entries(reader, tenant, from, from + limit, [&found](const Entry& entry, bool) {
      found.push_back(entry);
      return true;
    });
  }));
  return found;
}

Result<std::vector<Entry>> AuditLog::latest(std::string_view tenant, const EntryFilter& filter,
                                            std::optional<std::uint64_t> before,
                                            std::size_t limit) {
  std::vector<Entry> found;
  TRY(impl_->database.read([&](store::Reader& reader) {
    return scan_latest(reader, tenant, filter, before, limit, [&found](const Entry& entry, bool) {
      found.push_back(entry);
      return true;
    });
  }));
  return found;
}

Result<std::optional<Entry>> AuditLog::find(std::string_view tenant, const Uuid& entry) {
  std::optional<Entry> found;
  bool was_staged = false;
  const auto look = [&](store::Reader& reader) -> Result<> {
    found = TRY(find_entry(reader, tenant, entry));
    was_staged = !found && TRY(is_staged(reader, tenant, entry));
    return {};
  };
  TRY(impl_->database.read(look));
  if (was_staged) {
    TRY(impl_->sequence_for_reader());
    TRY(impl_->database.read(look));
  }
  return found;
}

Result<EntryProof> AuditLog::prove(std::string_view tenant, const Uuid& id) {
  const std::optional<Entry> entry = TRY(find(tenant, id));
  if (!entry) {
    return Error{ErrorCode::NotFound, fmt::format("no audit entry {}", to_string(id))};
  }
  std::optional<StoredCheckpoint> latest = TRY(impl_->latest_checkpoint_of(tenant));
  if (!latest || latest->tree_size <= entry->leaf_index) {
    TRY(impl_->sequence_for_reader());
    latest = TRY(impl_->latest_checkpoint_of(tenant));
  }
  if (!latest) return Error{ErrorCode::Corrupted, "the audit log has entries and no checkpoint"};
  const Checkpoint checkpoint = TRY(impl_->signer.read(tenant, latest->note));

  EntryProof proof{.entry = *entry,
                   .leaf = leaf_of(*entry),
                   .inclusion = {},
                   .root = checkpoint.root,
                   .checkpoint_note = latest->note,
                   .verifier_key = verifier_key(tenant)};
  TRY(impl_->database.read([&](store::Reader& reader) -> Result<> {
    TileReader tiles([&](TilePlace place) { return load_tile(reader, tenant, place); });
    proof.inclusion = TRY(inclusion_proof(
        {.leaf_index = entry->leaf_index, .tree_size = checkpoint.tree_size}, tiles.as_function()));
    return {};
  }));
  if (!verifies(proof.inclusion, as_bytes(proof.leaf), checkpoint)) {
    return Error{ErrorCode::Corrupted,
                 fmt::format("entry {} does not fit the log's checkpoint", entry->leaf_index)};
  }
  return proof;
}

Result<Checkpoint> AuditLog::checkpoint(std::string_view tenant) {
  return TRY(signed_checkpoint(tenant))
  .checkpoint;
}

Result<SignedCheckpoint> AuditLog::signed_checkpoint(std::string_view tenant) {
  const std::optional<StoredCheckpoint> latest = TRY(impl_->latest_checkpoint_of(tenant));
  if (!latest) {
    const Checkpoint empty{.tree_size = 0, .root = sha256({})};
    return SignedCheckpoint{.checkpoint = empty, .note = impl_->signer.sign(tenant, empty)};
  }
  return SignedCheckpoint {
    .checkpoint = TRY(impl_->signer.read(tenant, latest->note))
    , .note = latest->note
  };
}

std::string AuditLog::verifier_key(std::string_view tenant) const {
  return impl_->signer.verifier_key(tenant);
}

void AuditLog::verify_bodies_with(std::string act, BodyHash body_hash) {
  impl_->body_hashes.insert_or_assign(std::move(act), std::move(body_hash));
}

Result<Verification> AuditLog::verify(std::string_view tenant, const OnProgress& on_progress,
                                      std::string_view trusted_note) {
  Verifier verifier(impl_->database, impl_->signer, impl_->body_hashes, tenant);
  return verifier.run(on_progress, trusted_note);
}

std::vector<store::Migration> migrations() {
  return store::migrations_from("domain/audit", audit_schema, audit_schema_count);
}

}  // namespace holdfast::audit

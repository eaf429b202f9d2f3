#include "domain/audit/sequencer.h"

#include <optional>

#include <fmt/core.h>

#include "platform/telemetry/log.h"

namespace holdfast::audit {
namespace {

constexpr std::chrono::milliseconds kInterval{50};
constexpr std::chrono::seconds kCheckpointInterval{1};
// Some 20 ms of the writer's time, which inspections wait for.
constexpr std::size_t kBatchEntries = 4000;
// Another node may be first again and again; each time our work shrinks.
constexpr int kAttempts = 5;

}  // namespace

Sequencer::Sequencer(store::Database& database, const Clock& clock, const CheckpointSigner& signer,
                     telemetry::Metrics* metrics)
    : database_(database), clock_(clock), signer_(signer) {
  if (metrics == nullptr) return;
  staged_ = metrics->gauge(telemetry::Family::AuditStaged);
  numbered_ = metrics->counter(telemetry::Family::AuditEntries);
}

Result<> Sequencer::sequence(Sign sign) {
  const std::lock_guard lock(running_);
  Result<> first_failure;
  for (const std::string& tenant : TRY(tenants_with_work(sign))) {
    const Result<> outcome = sequence_tenant(tenant, sign);
    if (!outcome && first_failure) first_failure = outcome;
  }
  return first_failure;
}

Result<std::set<std::string>> Sequencer::tenants_with_work(Sign sign) {
  std::set<std::string> tenants;
  TRY(database_.read([&](store::Reader& reader) -> Result<> {
    std::uint64_t staged = 0;
    for (auto& [tenant, count] : TRY(staged_counts(reader))) {
      tenants.insert(std::move(tenant));
      staged += count;
    }
    staged_.set(static_cast<double>(staged));
    if (sign == Sign::WhenDue) return {};
    for (std::string& tenant : TRY(unsigned_tenants(reader))) tenants.insert(std::move(tenant));
    return {};
  }));
  for (const auto& [tenant, tree] : trees_) {
    if (is_checkpoint_due(tree, sign)) tenants.insert(tenant);
  }
  return tenants;
}

Result<> Sequencer::sequence_tenant(const std::string& tenant, Sign sign) {
  int attempts = 0;
  while (true) {
    bool has_more = false;
    std::optional<Tree> next;
    std::uint64_t size_before = 0;
    const Result<> outcome = database_.write([&](store::Transaction& transaction) -> Result<> {
      const auto known = trees_.find(tenant);
      next = known != trees_.end() ? known->second : TRY(load(transaction, tenant));
      size_before = next->edge.size();
      has_more = TRY(step(transaction, tenant, sign, *next));
      return {};
    });
    if (outcome) {
      numbered_.add(next->edge.size() - size_before);
      trees_.insert_or_assign(tenant, std::move(*next));
      if (!has_more) return {};
      continue;
    }
    trees_.erase(tenant);  // Whatever happened, what the database holds is right.
    if (outcome.error().code != ErrorCode::Conflict || ++attempts == kAttempts) return outcome;
  }
}

Result<bool> Sequencer::step(store::Transaction& transaction, const std::string& tenant, Sign sign,
                             Tree& tree) {
  const std::vector<StagedLeaf> leaves = TRY(read_staged(transaction, tenant, kBatchEntries));
  const std::uint64_t size_before = tree.edge.size();
  for (const StagedLeaf& leaf : leaves) {
    tree.edge.append(leaf.leaf_hash, [&tree](int height, std::uint64_t index, const Hash& hash) {
      tree.tiles.add(height, index, hash);
    });
  }
  if (!leaves.empty()) {
    // First, because it is what notices another node.
    TRY(save_tree_size(transaction, tenant, size_before, tree.edge.size()));
    TRY(move_staged(transaction, tenant, leaves.back().entry, size_before, leaves.size()));
    for (const Tile& tile : tree.tiles.take_changed()) TRY(save_tile(transaction, tenant, tile));
  }
  if (is_checkpoint_due(tree, sign)) {
    const Checkpoint checkpoint{.tree_size = tree.edge.size(), .root = tree.edge.root()};
    tree.checkpointed_size = checkpoint.tree_size;
    tree.checkpointed_at = clock_.now();
    TRY(save_checkpoint(transaction, tenant,
                        {.tree_size = checkpoint.tree_size,
                         .at = tree.checkpointed_at,
                         .note = signer_.sign(tenant, checkpoint)}));
  }
  return leaves.size() == kBatchEntries;
}

// A first checkpoint is due at once, so that a log with entries and without one is known as
// damaged.
bool Sequencer::is_checkpoint_due(const Tree& tree, Sign sign) const {
  if (tree.edge.size() == tree.checkpointed_size) return false;
  return sign == Sign::Now || tree.checkpointed_size == 0 ||
         clock_.now() - tree.checkpointed_at >= kCheckpointInterval;
}

// Going on from a log that was tampered with would sign the forgery, so what is stored must first
// reproduce the newest checkpoint.
Result<Sequencer::Tree> Sequencer::load(store::Reader& reader, const std::string& tenant) {
  const std::uint64_t size = TRY(load_tree_size(reader, tenant));
  const auto load = [&](TilePlace place) -> Result<Tile> {
    Tile tile = TRY(load_tile(reader, tenant, place));
    if (tile.hashes.size() != tile_width(place, size)) {
      return Error{ErrorCode::Corrupted, fmt::format("tile {}/{} of the audit log has {} hashes",
                                                     place.level, place.index, tile.hashes.size())};
    }
    return tile;
  };
  Tree tree;
  TileReader tiles(load);
  tree.tiles = TRY(TileWriter::after(size, load));
  tree.edge = TRY(RightEdge::of(size, tiles.as_function()));

  const std::optional<StoredCheckpoint> latest = TRY(latest_checkpoint(reader, tenant));
  if (!latest) {
    if (size == 0) return tree;
    return Error{ErrorCode::Corrupted, "the audit log has entries and no checkpoint"};
  }
  const Checkpoint signed_before = TRY(signer_.read(tenant, latest->note));
  if (signed_before.tree_size > size) {
    return Error{ErrorCode::Corrupted,
                 fmt::format("the audit log has {} entries, its checkpoint {}", size,
                             signed_before.tree_size)};
  }
  const Hash root = TRY(range_root(0, signed_before.tree_size, tiles.as_function()));
  if (root != signed_before.root) {
    return Error{ErrorCode::Corrupted, "the audit log does not fit its newest checkpoint"};
  }
  tree.checkpointed_size = signed_before.tree_size;
  tree.checkpointed_at = latest->at;
  return tree;
}

void Sequencer::start() {
  const std::lock_guard lock(mutex_);
  if (thread_.joinable()) return;
  is_stopping_ = false;
  thread_ = std::thread([this] { run(); });
}

void Sequencer::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (!thread_.joinable()) return;
    is_stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  thread_ = std::thread();
}

void Sequencer::run() {
  bool was_failing = false;
  bool is_first = true;
  std::unique_lock lock(mutex_);
  while (true) {
    const bool is_last = is_stopping_;
    lock.unlock();
    // The first round signs what a crash left unsigned, the last what this run leaves.
    const Result<> outcome = sequence(is_first || is_last ? Sign::Now : Sign::WhenDue);
    is_first = false;
    if (!outcome && !was_failing) {
      telemetry::log_error("the audit log cannot be continued: {}", outcome.error().message);
    }
    if (outcome && was_failing) telemetry::log_info("the audit log goes on");
    was_failing = !outcome;
    lock.lock();
    if (is_last) return;
    wake_.wait_for(lock, kInterval, [this] { return is_stopping_; });
  }
}

}  // namespace holdfast::audit

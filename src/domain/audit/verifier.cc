#include "domain/audit/verifier.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/check.h"
#include "domain/audit/leaf.h"

namespace holdfast::audit {
namespace {

// Entries in one read: 32 tiles, a few megabytes, some 20 ms.
constexpr std::uint64_t kPieceEntries = 32 * kTileWidth;

Error unreadable_note(const Error& error) {
  return {ErrorCode::InvalidInput, fmt::format("the trusted checkpoint: {}", error.message)};
}

}  // namespace

Result<Verification> Verifier::run(const OnProgress& on_progress, std::string_view trusted_note) {
  TRY(read_extent(trusted_note));
  while (!has_problem() && edge_.size() < size_) {
    TRY(verify_piece(std::min(edge_.size() + kPieceEntries, size_)));
    if (on_progress) on_progress(edge_.size(), size_);
  }
  if (!has_problem()) TRY(check_end());
  weigh_damaged_node();
  result_.entries = edge_.size();
  result_.root = edge_.root();
  return std::move(result_);
}

Result<> Verifier::read_extent(std::string_view trusted_note) {
  if (!trusted_note.empty()) {
    const Result<Checkpoint> trusted = signer_.read(tenant_, trusted_note);
    if (!trusted) return unreadable_note(trusted.error());
    trusted_ = *trusted;
  }
  return database_.read([this](store::Reader& reader) -> Result<> {
    size_ = TRY(load_tree_size(reader, tenant_));
    promised_size_ = TRY(largest_checkpoint(reader, tenant_));
    range_ = TRY(leaf_range(reader, tenant_));
    result_.staged = TRY(count_staged(reader, tenant_));
    return {};
  });
}

void Verifier::report(std::uint64_t leaf_index, std::optional<Uuid> entry, std::string what) {
  if (has_problem() && *result_.first_problem->leaf_index <= leaf_index) return;
  result_.first_problem =
      Problem{.leaf_index = leaf_index, .entry = entry, .what = std::move(what)};
}

Result<> Verifier::verify_piece(std::uint64_t to) {
  nodes_.clear();
  bodies_.clear();
  return database_.read([this, to](store::Reader& reader) -> Result<> {
    const Result<> scanned = scan(reader, to);
    if (!scanned && scanned.error().code != ErrorCode::Corrupted) return scanned;
    if (!scanned) {  // Rows come in order, so the next one is the one that stopped us.
      report(edge_.size(), std::nullopt,
             fmt::format("entry {} cannot be read: {}", edge_.size(), scanned.error().message));
    } else if (mismatch_) {
      TRY(explain_mismatch(reader));
    } else if (!has_problem() && edge_.size() < to) {
      report(edge_.size(), std::nullopt, fmt::format("entry {} was removed", edge_.size()));
    }
    TRY(check_nodes(reader));
    return check_bodies(reader);
  });
}

Result<> Verifier::scan(store::Reader& reader, std::uint64_t to) {
  const std::uint64_t from = edge_.size();
  tiles_.clear();
  tiles_begin_ = from / kTileWidth;
  for (std::uint64_t index = tiles_begin_; index * kTileWidth < to; ++index) {
    Result<Tile> tile = load_tile(reader, tenant_, {.level = 0, .index = index});
    if (!tile && tile.error().code != ErrorCode::Corrupted) return tile.error();
    tiles_.push_back(tile ? *std::move(tile) : Tile{});
  }
  checkpoints_ = TRY(checkpoints(reader, tenant_, from, to));
  next_checkpoint_ = 0;
  return scan_entries(reader, tenant_, from, to, [this](const Entry& entry, bool is_readable) {
    return accept(entry, is_readable);
  });
}

bool Verifier::accept(const Entry& entry, bool is_readable) {
  const std::uint64_t expected = edge_.size();
  if (entry.leaf_index != expected) {
    report(expected, std::nullopt, fmt::format("entry {} was removed", expected));
    return false;
  }
  if (!is_readable) {
    report(
        expected, std::nullopt,
        fmt::format("entry {} was changed: a column holds what was never written there", expected));
    return false;
  }
  write_leaf(leaf_, entry.id, entry.at, entry.act);
  const Hash hash = leaf_hash(as_bytes(leaf_));
  if (hash != entry.leaf_hash) {
    report(expected, entry.id,
           fmt::format("entry {} was changed: its leaf hash does not match its content", expected));
    return false;
  }
  const std::vector<Hash>& tree = tiles_[expected / kTileWidth - tiles_begin_].hashes;
  const std::uint64_t offset = expected % kTileWidth;
  if (offset >= tree.size() || tree[offset] != hash) {
    mismatch_ = entry;
    return false;
  }
  edge_.append(hash, [this](int height, std::uint64_t index, const Hash& node) {
    if (height == 0 || height % kTileHeight != 0) return;
    nodes_.push_back({.place = {.level = height / kTileHeight, .index = index / kTileWidth},
                      .offset = index % kTileWidth,
                      .hash = node});
  });
  if (body_hashes_.contains(entry.act.act)) bodies_.push_back(entry);
  return accept_checkpoint();
}

bool Verifier::accept_checkpoint() {
  const std::uint64_t size = edge_.size();
  if (trusted_ && trusted_->tree_size == size && trusted_->root != edge_.root()) {
    report(result_.checkpointed, std::nullopt,
           fmt::format("entries {} to {} were rewritten: the trusted checkpoint has another root",
                       result_.checkpointed, size - 1));
    return false;
  }
  if (next_checkpoint_ == checkpoints_.size() || checkpoints_[next_checkpoint_].tree_size != size) {
    return true;
  }
  const Result<Checkpoint> read = signer_.read(tenant_, checkpoints_[next_checkpoint_++].note);
  if (!read || read->tree_size != size) {
    report(size - 1, std::nullopt,
           fmt::format("the checkpoint over entries 0 to {} was changed: {}", size - 1,
                       read ? "it covers another number of entries" : read.error().message));
    return false;
  }
  if (read->root != edge_.root()) {
    report(
        result_.checkpointed, std::nullopt,
        fmt::format("entries {} to {} were rewritten: the checkpoint signed over them has another "
                    "root",
                    result_.checkpointed, size - 1));
    return false;
  }
  result_.checkpointed = size;
  return true;
}

Result<> Verifier::check_nodes(store::Reader& reader) {
  std::map<TilePlace, std::vector<Hash>> loaded;
  for (const Node& node : nodes_) {
    if (!loaded.contains(node.place)) {
      Result<Tile> tile = load_tile(reader, tenant_, node.place);
      if (!tile && tile.error().code != ErrorCode::Corrupted) return tile.error();
      loaded.emplace(node.place, tile ? std::move(tile->hashes) : std::vector<Hash>());
    }
    const std::vector<Hash>& stored = loaded.at(node.place);
    if (node.offset < stored.size() && stored[node.offset] == node.hash) continue;
    const int height = node.place.level * kTileHeight;
    const std::uint64_t first = (node.place.index * kTileWidth + node.offset) << height;
    const std::uint64_t last = first + (std::uint64_t{1} << height) - 1;
    report(
        first, std::nullopt,
        fmt::format("the stored hash over entries {} to {} was changed or removed", first, last));
  }
  return {};
}

// Entries that were rewritten with all their hashes do not lead to the node above them either, and
// then the checkpoint after them is more exact. Only a node before every other problem is one
// itself.
void Verifier::weigh_damaged_node() {
  if (!damaged_node_) return;
  if (has_problem() && *result_.first_problem->leaf_index <= damaged_node_->last) return;
  result_.first_problem =
      Problem{.leaf_index = damaged_node_->first,
              .entry = std::nullopt,
              .what = fmt::format("the stored hash over entries {} to {} was changed or removed",
                                  damaged_node_->first, damaged_node_->last)};
}

Result<> Verifier::check_bodies(store::Reader& reader) {
  for (const Entry& entry : bodies_) {
    if (has_problem() && *result_.first_problem->leaf_index <= entry.leaf_index) return {};
    const Result<Hash> hash = body_hashes_.find(entry.act.act)->second(reader, entry);
    if (!hash && hash.error().code == ErrorCode::NotFound) {
      ++result_.bodies_erased;
      continue;
    }
    if (!hash && hash.error().code != ErrorCode::Corrupted) return hash.error();
    if (!hash || *hash != entry.act.body_hash) {
      report(entry.leaf_index, entry.id,
             fmt::format("what entry {} recorded was changed since: the body of {} is not the one "
                         "that was hashed",
                         entry.leaf_index, entry.act.subject));
      return {};
    }
    ++result_.bodies_checked;
  }
  return {};
}

Result<> Verifier::check_end() {
  if (range_.first < 0) {
    report(0, std::nullopt, "an entry was added before the beginning of the log");
    return {};
  }
  if (promised_size_ > size_) {
    report(
        size_, std::nullopt,
        fmt::format("entry {} was removed: the log was cut to {} entries, a checkpoint covers {}",
                    size_, size_, promised_size_));
    return {};
  }
  if (trusted_ && trusted_->tree_size > size_) {
    report(
        size_, std::nullopt,
        fmt::format("entry {} was removed: the log was cut to {} entries, the trusted checkpoint "
                    "covers {}",
                    size_, size_, trusted_->tree_size));
    return {};
  }
  if (range_.last >= static_cast<std::int64_t>(size_)) {
    // The sequencer may have added some since the extent was read, and then says so.
    std::uint64_t size_now = 0;
    TRY(database_.read([&](store::Reader& reader) -> Result<> {
      size_now = TRY(load_tree_size(reader, tenant_));
      return {};
    }));
    if (range_.last >= static_cast<std::int64_t>(size_now)) {
      report(size_, std::nullopt,
             fmt::format("entry {} was added after the end of the log, which has {} entries",
                         range_.last, size_));
      return {};
    }
  }
  if (size_ > 0 && result_.checkpointed == 0) {
    report(0, std::nullopt, "every signed checkpoint of the log was removed");
  }
  return {};
}

Result<> Verifier::explain_mismatch(store::Reader& reader) {
  const Entry& entry = *mismatch_;
  const std::uint64_t index = entry.leaf_index;
  const std::vector<Hash>& tree = tiles_[index / kTileWidth - tiles_begin_].hashes;
  const bool has_original = index % kTileWidth < tree.size();
  if (TRY(row_fits_checkpoint(reader))) {
    report(
        index, entry.id,
        fmt::format("the tree's stored hash of entry {} was changed or removed; the entry itself "
                    "fits the signed checkpoint",
                    index));
    return {};
  }
  std::optional<std::uint64_t> moved_to;
  if (has_original) moved_to = TRY(find_leaf_hash(reader, tenant_, tree[index % kTileWidth]));
  const bool is_from_here = TRY(tree_holds(reader, entry.leaf_hash));
  if (moved_to && is_from_here) {
    report(index, entry.id,
           fmt::format("entry {} was reordered: what was written there stands at {} now", index,
                       *moved_to));
  } else if (moved_to) {
    report(index, entry.id,
           fmt::format("entry {} was inserted: what was written there stands at {} now", index,
                       *moved_to));
  } else if (is_from_here) {
    report(index, std::nullopt,
           fmt::format("entry {} was removed, and a later entry stands in its place", index));
  } else {
    report(index, entry.id,
           fmt::format("entry {} was changed together with its leaf hash: the tree still holds the "
                       "original's",
                       index));
  }
  return {};
}

// Whether the rows from the mismatch on lead to the root of the next checkpoint.
Result<bool> Verifier::row_fits_checkpoint(store::Reader& reader) {
  const std::uint64_t from = mismatch_->leaf_index;
  std::optional<Checkpoint> next;
  for (const StoredCheckpoint& each : TRY(checkpoints(reader, tenant_, from, size_))) {
    const Result<Checkpoint> read = signer_.read(tenant_, each.note);
    if (!read) continue;
    next = *read;
    break;
  }
  if (!next || next->tree_size <= from) return false;
  RightEdge edge = edge_;
  TRY(scan_entries(reader, tenant_, from, next->tree_size, [&](const Entry& entry, bool) {
    edge.append(leaf_hash(as_bytes(leaf_of(entry))));
    return true;
  }));
  return edge.size() == next->tree_size && edge.root() == next->root;
}

Result<bool> Verifier::tree_holds(store::Reader& reader, const Hash& leaf_hash) {
  for (std::uint64_t index = 0; index * kTileWidth < size_; ++index) {
    const Result<Tile> tile = load_tile(reader, tenant_, {.level = 0, .index = index});
    if (tile && std::ranges::find(tile->hashes, leaf_hash) != tile->hashes.end()) return true;
  }
  return false;
}

}  // namespace holdfast::audit

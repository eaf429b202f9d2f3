#include "domain/audit/tiles.h"

#include <algorithm>
#include <bit>

#include <fmt/core.h>

#include "base/check.h"

namespace holdfast::audit {

std::uint64_t tile_width(TilePlace place, std::uint64_t tree_size) {
  const std::uint64_t hashes = tree_size >> (kTileHeight * place.level);
  const std::uint64_t begin = place.index * kTileWidth;
  return hashes <= begin ? 0 : std::min(hashes - begin, kTileWidth);
}

Result<TileWriter> TileWriter::after(std::uint64_t size,
                                     const std::function<Result<Tile>(TilePlace)>& load) {
  TileWriter writer;
  for (int level = 0; level < kTileLevels && size >> (kTileHeight * level) > 0; ++level) {
    const TilePlace place{.level = level, .index = (size >> (kTileHeight * level)) / kTileWidth};
    Tile partial{.place = place, .hashes = {}};
    if (tile_width(place, size) > 0) partial = TRY(load(place));
    CHECK(partial.hashes.size() == tile_width(place, size));
    writer.levels_.push_back({.partial = std::move(partial), .is_changed = false});
  }
  return writer;
}

void TileWriter::add(int height, std::uint64_t index, const Hash& hash) {
  if (height % kTileHeight != 0) return;
  const int level = height / kTileHeight;
  CHECK(level < kTileLevels);
  const auto slot = static_cast<std::size_t>(level);
  if (slot == levels_.size())
    levels_.push_back({.partial = {.place = {.level = level}, .hashes = {}}});
  Level& current = levels_[slot];
  CHECK(index == current.partial.place.index * kTileWidth + current.partial.hashes.size());
  current.partial.hashes.push_back(hash);
  current.is_changed = true;
  if (current.partial.hashes.size() < kTileWidth) return;
  const TilePlace next{.level = level, .index = current.partial.place.index + 1};
  completed_.push_back(std::move(current.partial));
  current = {.partial = {.place = next, .hashes = {}}, .is_changed = false};
}

std::vector<Tile> TileWriter::take_changed() {
  std::vector<Tile> changed = std::move(completed_);
  completed_.clear();
  for (Level& level : levels_) {
    if (level.is_changed) changed.push_back(level.partial);
    level.is_changed = false;
  }
  return changed;
}

Result<Hash> TileReader::subtree_root(std::uint64_t begin, std::uint64_t count) {
  const int height = std::countr_zero(count);
  const int level = height / kTileHeight;
  const std::uint64_t first = begin >> (kTileHeight * level);
  const TilePlace place{.level = level, .index = first / kTileWidth};
  auto found = tiles_.find(place);
  if (found == tiles_.end()) found = tiles_.emplace(place, TRY(load_(place))).first;
  const std::vector<Hash>& stored = found->second.hashes;

  const std::uint64_t offset = first % kTileWidth;
  std::uint64_t width = std::uint64_t{1} << (height % kTileHeight);
  if (offset + width > stored.size()) {
    return Error{ErrorCode::Corrupted,
                 fmt::format("tile {}/{} of the audit log has {} hashes, {} are needed", level,
                             place.index, stored.size(), offset + width)};
  }
  const auto from = stored.begin() + static_cast<std::ptrdiff_t>(offset);
  std::vector<Hash> nodes(from, from + static_cast<std::ptrdiff_t>(width));
  for (; width > 1; width /= 2) {
    for (std::size_t i = 0; i < width / 2; ++i)
      nodes[i] = node_hash(nodes[2 * i], nodes[2 * i + 1]);
  }
  return nodes.front();
}

}  // namespace holdfast::audit

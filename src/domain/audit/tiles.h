// How the tree's hashes lie on disk: in tiles of 256, as C2SP's tlog-tiles has them.
//
// Tile n of level l holds the roots of the subtrees of 256^l leaves, numbers 256 n to 256 n + 255;
// the last tile of a level is partial. All other nodes are computed from them: some 32 bytes an
// entry are stored and at most 255 hashes computed for any one node.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "domain/audit/merkle_log.h"

namespace holdfast::audit {

inline constexpr int kTileHeight = 8;
inline constexpr std::uint64_t kTileWidth = 1U << kTileHeight;
inline constexpr int kTileLevels = 8;  // 256^8 leaves are all there can be

struct TilePlace {
  int level = 0;
  std::uint64_t index = 0;
  auto operator<=>(const TilePlace&) const = default;
};

struct Tile {
  TilePlace place;
  std::vector<Hash> hashes;  // 1 to 256
};

// How many hashes the tile at `place` holds in a tree of `tree_size` leaves; 0 when there is none.
std::uint64_t tile_width(TilePlace place, std::uint64_t tree_size);

// Collects hashes into tiles as the tree grows. Copyable: at most 8 KB a level.
class TileWriter {
 public:
  // Goes on after `size` leaves. `load` returns the partial tile at a place.
  static Result<TileWriter> after(std::uint64_t size,
                                  const std::function<Result<Tile>(TilePlace)>& load);

  // Give it what RightEdge::append reports.
  void add(int height, std::uint64_t index, const Hash& hash);

  // The tiles that changed since the last call, complete ones first within each level.
  std::vector<Tile> take_changed();

 private:
  struct Level {
    Tile partial;
    bool is_changed = false;
  };
  std::vector<Level> levels_;
  std::vector<Tile> completed_;
};

// Subtree roots from stored tiles, read once each. For one tree size.
class TileReader {
 public:
  using Load = std::function<Result<Tile>(TilePlace)>;
  explicit TileReader(Load load) : load_(std::move(load)) {}

  Result<Hash> subtree_root(std::uint64_t begin, std::uint64_t count);
  SubtreeRoot as_function() {
    return [this](std::uint64_t begin, std::uint64_t count) { return subtree_root(begin, count); };
  }

 private:
  Load load_;
  std::map<TilePlace, Tile> tiles_;
};

}  // namespace holdfast::audit

#include "domain/audit/right_edge.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "domain/audit/tiles.h"

namespace holdfast::audit {
namespace {

std::string entry(std::uint64_t index) { return fmt::format("entry {}", index); }

// What the sequencer keeps and what it stores, side by side with the whole tree in memory.
class GrowingTree {
 public:
  void append() {
    const std::string content = entry(whole_.size());
    whole_.append(as_bytes(content));
    edge_.append(leaf_hash(as_bytes(content)),
                 [this](int height, std::uint64_t index, const Hash& hash) {
                   writer_.add(height, index, hash);
                 });
  }
  void store() {
    for (Tile& tile : writer_.take_changed()) stored_[tile.place] = std::move(tile);
  }
  // Forgets all but what was stored.
  void restart() {
    const std::uint64_t size = edge_.size();
    TileReader reader(load());
    writer_ = *TileWriter::after(size, load());
    edge_ = *RightEdge::of(size, reader.as_function());
  }
  TileReader::Load load() {
    return [this](TilePlace place) -> Result<Tile> {
      const auto found = stored_.find(place);
      if (found == stored_.end()) return Error{ErrorCode::Corrupted, "no such tile"};
      return found->second;
    };
  }

  MerkleLog whole_;
  RightEdge edge_;
  TileWriter writer_;
  std::map<TilePlace, Tile> stored_;
};

TEST(RightEdge, HasTheRootOfTheWholeTreeAtEverySize) {
  GrowingTree tree;
  for (int size = 0; size <= 1100; ++size) {
    EXPECT_EQ(tree.edge_.root(), tree.whole_.checkpoint(tree.edge_.size())->root) << size;
    tree.append();
  }
}

TEST(Tiles, AreAllThatARestartNeeds) {
  GrowingTree tree;
  for (int size = 1; size <= 1100; ++size) {
    tree.append();
    if (size % 7 != 0 && size % 256 > 2) continue;
    tree.store();
    tree.restart();
    ASSERT_EQ(tree.edge_.root(), tree.whole_.checkpoint(tree.edge_.size())->root) << size;
  }
}

TEST(Tiles, ProveEveryEntryAsTheWholeTreeDoes) {
  GrowingTree tree;
  while (tree.edge_.size() < 700) tree.append();
  tree.store();
  for (const std::uint64_t tree_size : {1U, 2U, 255U, 256U, 257U, 511U, 512U, 513U, 700U}) {
    TileReader reader(tree.load());
    for (std::uint64_t leaf_index = 0; leaf_index < tree_size; ++leaf_index) {
      const LeafPosition position{.leaf_index = leaf_index, .tree_size = tree_size};
      const InclusionProof proof = *inclusion_proof(position, reader.as_function());
      ASSERT_EQ(proof.siblings, tree.whole_.prove(position)->siblings)
          << leaf_index << " of " << tree_size;
    }
  }
}

// 65,536 leaves and more use a third level.
TEST(Tiles, LevelsStackUp) {
  GrowingTree tree;
  while (tree.edge_.size() < 66'000) tree.append();
  tree.store();
  EXPECT_TRUE(tree.stored_.contains(TilePlace{.level = 2, .index = 0}));
  tree.restart();
  EXPECT_EQ(tree.edge_.root(), tree.whole_.checkpoint(66'000)->root);
  TileReader reader(tree.load());
  for (const std::uint64_t leaf_index : {0U, 255U, 65'535U, 65'536U, 65'999U}) {
    const LeafPosition position{.leaf_index = leaf_index, .tree_size = 66'000};
    EXPECT_EQ(inclusion_proof(position, reader.as_function())->siblings,
              tree.whole_.prove(position)->siblings);
  }
}

TEST(Tiles, HaveTheWidthsOfTheStandard) {
  EXPECT_EQ(tile_width({.level = 0, .index = 0}, 70'000), 256U);
  EXPECT_EQ(tile_width({.level = 0, .index = 273}, 70'000), 112U);
  EXPECT_EQ(tile_width({.level = 0, .index = 274}, 70'000), 0U);
  EXPECT_EQ(tile_width({.level = 1, .index = 1}, 70'000), 17U);
  EXPECT_EQ(tile_width({.level = 2, .index = 0}, 70'000), 1U);
  EXPECT_EQ(tile_width({.level = 3, .index = 0}, 70'000), 0U);
}

TEST(Tiles, AMissingTileIsAnErrorAndNoProof) {
  GrowingTree tree;
  while (tree.edge_.size() < 600) tree.append();
  tree.store();
  tree.stored_.erase({.level = 0, .index = 1});
  TileReader reader(tree.load());
  EXPECT_EQ(
      inclusion_proof({.leaf_index = 300, .tree_size = 600}, reader.as_function()).error().code,
      ErrorCode::Corrupted);
}

}  // namespace
}  // namespace holdfast::audit

// The right edge of a Merkle tree: all that is needed to add leaves and to know the root.
//
// At most 64 hashes, however long the log: the roots of the complete subtrees into which the leaves
// fall, largest first.

#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "domain/audit/merkle_log.h"

namespace holdfast::audit {

class RightEdge {
 public:
  RightEdge() = default;

  // The edge of a tree of `size` leaves that exists already. An error of `subtree_root` comes back.
  static Result<RightEdge> of(std::uint64_t size, const SubtreeRoot& subtree_root);

  // Calls on_complete(height, index, hash) for the leaf and for each subtree it completes: the
  // `index`-th of those with 2^height leaves.
  template <typename OnComplete>
  void append(const Hash& leaf, OnComplete&& on_complete) {
    const std::uint64_t leaf_index = size_++;
    on_complete(0, leaf_index, leaf);
    roots_.push_back(leaf);
    const int merges = std::countr_one(leaf_index);
    for (int height = 1; height <= merges; ++height) {
      const Hash right = roots_.back();
      roots_.pop_back();
      roots_.back() = node_hash(roots_.back(), right);
      on_complete(height, leaf_index >> height, roots_.back());
    }
  }
  void append(const Hash& leaf) {
    append(leaf, [](int, std::uint64_t, const Hash&) {});
  }

  std::uint64_t size() const { return size_; }
  Hash root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> roots_;
};

}  // namespace holdfast::audit

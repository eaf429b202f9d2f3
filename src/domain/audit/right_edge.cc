#include "domain/audit/right_edge.h"

namespace holdfast::audit {

Result<RightEdge> RightEdge::of(std::uint64_t size, const SubtreeRoot& subtree_root) {
  RightEdge edge;
  std::uint64_t begin = 0;
  for (std::uint64_t rest = size; rest > 0;) {
    const std::uint64_t count = std::bit_floor(rest);
    edge.roots_.push_back(TRY(subtree_root(begin, count)));
    begin += count;
    rest -= count;
  }
  edge.size_ = size;
  return edge;
}

Hash RightEdge::root() const {
  if (roots_.empty()) return sha256({});
  Hash root = roots_.back();
  for (std::size_t i = roots_.size() - 1; i-- > 0;) root = node_hash(roots_[i], root);
  return root;
}

}  // namespace holdfast::audit

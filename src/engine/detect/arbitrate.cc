#include "engine/detect/arbitrate.h"

#include <algorithm>

namespace holdfast::detect {
namespace {

// Of two that are as likely, the one that explains more of the text.
float rank_of(const Weighed& weighed) {
  constexpr std::uint32_t kLengthMax = 40;
  return weighed.confidence +
         0.001F * static_cast<float>(std::min(weighed.end - weighed.begin, kLengthMax));
}

// One bit a byte of the slice.
class Occupied {
 public:
  Occupied(std::vector<std::uint64_t>& bits, std::size_t bytes) : bits_(bits) {
    bits_.assign(bytes / 64 + 1, 0);
  }

  // Takes [begin, end) unless some of it is taken.
  bool take(std::uint32_t begin, std::uint32_t end) {
    if (any(begin, end)) return false;
    each(begin, end, [](std::uint64_t& word, std::uint64_t mask) {
      word |= mask;
      return false;
    });
    return true;
  }

 private:
  bool any(std::uint32_t begin, std::uint32_t end) {
    return each(begin, end,
                [](const std::uint64_t& word, std::uint64_t mask) { return (word & mask) != 0; });
  }

  template <typename Visit>
  bool each(std::uint32_t begin, std::uint32_t end, Visit visit) {
    for (std::uint32_t at = begin; at < end;) {
      const std::uint32_t bit = at % 64;
      const std::uint32_t count = std::min(64 - bit, end - at);
      const std::uint64_t mask = (count == 64 ? ~0ULL : (1ULL << count) - 1) << bit;
      if (visit(bits_[at / 64], mask)) return true;
      at += count;
    }
    return false;
  }

  std::vector<std::uint64_t>& bits_;
};

}  // namespace

std::size_t arbitrate(Work& work) {
  if (work.weighed.empty()) return 0;
  if (work.weighed.size() == 1) return 1;
  work.order.resize(work.weighed.size());
  for (std::uint32_t i = 0; i < work.order.size(); ++i) work.order[i] = i;
  std::sort(work.order.begin(), work.order.end(), [&work](std::uint32_t a, std::uint32_t b) {
    const float rank_a = rank_of(work.weighed[a]);
    const float rank_b = rank_of(work.weighed[b]);
    if (rank_a != rank_b) return rank_a > rank_b;
    if (work.weighed[a].begin != work.weighed[b].begin) {
      return work.weighed[a].begin < work.weighed[b].begin;
    }
    return a < b;
  });
  Occupied occupied(work.occupied, work.text.size());
  for (const std::uint32_t index : work.order) {
    Weighed& weighed = work.weighed[index];
    weighed.has_won = occupied.take(weighed.begin, weighed.end);
  }
  const auto middle = std::stable_partition(work.weighed.begin(), work.weighed.end(),
                                            [](const Weighed& one) { return one.has_won; });
  std::sort(work.weighed.begin(), middle,
            [](const Weighed& a, const Weighed& b) { return a.begin < b.begin; });
  return static_cast<std::size_t>(middle - work.weighed.begin());
}

}  // namespace holdfast::detect

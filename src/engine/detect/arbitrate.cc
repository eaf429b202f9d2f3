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

// Chooses within work.order[first, last), candidates that overlap one another in a chain.
void choose(Work& work, Occupied& occupied, std::uint32_t first, std::uint32_t last) {
  const auto begin = work.order.begin() + first;
  const auto end = work.order.begin() + last;
  std::sort(begin, end, [&work](std::uint32_t a, std::uint32_t b) {
    const float rank_a = rank_of(work.weighed[a]);
    const float rank_b = rank_of(work.weighed[b]);
    if (rank_a != rank_b) return rank_a > rank_b;
    if (work.weighed[a].begin != work.weighed[b].begin) {
      return work.weighed[a].begin < work.weighed[b].begin;
    }
    return a < b;
  });
  const std::size_t before = work.winners.size();
  for (auto at = begin; at != end; ++at) {
    if (occupied.take(work.weighed[*at].begin, work.weighed[*at].end)) {
      work.winners.push_back({*at, first, last});
    }
  }
  std::sort(work.winners.begin() + static_cast<std::ptrdiff_t>(before), work.winners.end(),
            [&work](const Winner& a, const Winner& b) {
              return work.weighed[a.index].begin < work.weighed[b.index].begin;
            });
}

}  // namespace

void arbitrate(Work& work) {
  work.winners.clear();
  if (work.weighed.empty()) return;
  work.sorted.clear();
  for (std::uint32_t i = 0; i < work.weighed.size(); ++i) {
    work.sorted.push_back(std::uint64_t{work.weighed[i].begin} << 32 | i);
  }
  std::sort(work.sorted.begin(), work.sorted.end());
  work.order.clear();
  for (const std::uint64_t key : work.sorted) {
    work.order.push_back(static_cast<std::uint32_t>(key));
  }
  Occupied occupied(work.occupied, work.text.size());
  const auto count = static_cast<std::uint32_t>(work.order.size());
  for (std::uint32_t first = 0; first < count;) {
    std::uint32_t end = work.weighed[work.order[first]].end;
    std::uint32_t last = first + 1;
    for (; last < count && work.weighed[work.order[last]].begin < end; ++last) {
      end = std::max(end, work.weighed[work.order[last]].end);
    }
    if (last == first + 1) {
      work.winners.push_back({work.order[first], first, last});
    } else {
      choose(work, occupied, first, last);
    }
    first = last;
  }
}

}  // namespace holdfast::detect

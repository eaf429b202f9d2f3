// Values right behind another one: "4111 1111 1111 1111 04/27 123" is a card, its expiry and its
// code, and so it is when all is one run of digits.

#include <algorithm>
#include <array>

#include "engine/detect/find.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kFollowersMax = 4;
constexpr std::size_t kLeaderMin = 13;  // digits; a shorter one is too easily the begin of a number

std::string_view digits_from(const Work& work, std::size_t first, std::size_t count) {
  return work.digits.substr(first, count);
}

const Run& run_of(const Work& work, std::size_t digit) {
  const auto behind = std::upper_bound(
      work.runs.begin(), work.runs.end(), digit,
      [](std::size_t place, const Run& run) { return place < std::size_t{run.digits}; });
  return *std::prev(behind);
}

std::uint32_t place_of(const Work& work, std::size_t digit) {
  const Run& run = run_of(work, digit);
  return run.begin + static_cast<std::uint32_t>(digit - run.digits);
}

// Whether a run ends before the digit, and with it the value.
bool is_edge(const Work& work, std::size_t digit) {
  return digit == work.digits.size() || run_of(work, digit).digits == digit;
}

// The values chosen, in order.
struct Chain {
  std::array<Candidate, kFollowersMax> values;
  std::size_t count = 0;
};

// Chooses from followers[next] on, the longest chain first, so that it ends where a run ends.
bool choose(const Compiled& rules, const Work& work, DetectorIndex leader, std::size_t next,
            std::size_t first, Chain& chain) {
  const std::vector<DetectorIndex>& followers = rules.rule(leader).followers;
  if (next == followers.size() || chain.count == kFollowersMax) {
    return chain.count > 0 && is_edge(work, first);
  }
  const DetectorRule& rule = rules.rule(followers[next]);
  const std::size_t left = std::min<std::size_t>(work.digits.size() - first, kDigitsMax);
  for (std::size_t length = left; length > 0; --length) {
    if ((rule.lengths >> length & 1) == 0) continue;
    Candidate value{.detector = followers[next], .follows = leader};
    if (!passes(rule, digits_from(work, first, length), value)) continue;
    value.begin = place_of(work, first);
    value.end = place_of(work, first + length - 1) + 1;
    chain.values[chain.count++] = value;
    if (choose(rules, work, leader, next + 1, first + length, chain)) return true;
    --chain.count;
  }
  // Without this one; the first must be there, since any few digits may be one of the later.
  return next > 0 && choose(rules, work, leader, next + 1, first, chain);
}

}  // namespace

bool find_followers(const Compiled& rules, Work& work, DetectorIndex leader, std::size_t first) {
  if (first >= work.digits.size()) return false;
  Chain chain;
  if (!choose(rules, work, leader, 0, first, chain)) return false;
  work.candidates.insert(work.candidates.end(), chain.values.begin(),
                         chain.values.begin() + static_cast<std::ptrdiff_t>(chain.count));
  return true;
}

void find_merged(const Compiled& rules, Work& work, const Run& run) {
  for (const DetectorIndex leader : rules.leaders) {
    const DetectorRule& rule = rules.rule(leader);
    for (std::size_t length = std::min<std::size_t>(run.count - 1, kDigitsMax);
         length >= kLeaderMin; --length) {
      if ((rule.lengths >> length & 1) == 0) continue;
      Candidate value{.begin = run.begin,
                      .end = run.begin + static_cast<std::uint32_t>(length),
                      .detector = leader,
                      .is_folded = run.is_folded};
      if (!passes(rule, digits_from(work, run.digits, length), value) || !value.is_strong) continue;
      if (!find_followers(rules, work, leader, run.digits + length)) continue;
      value.around.is_glued = touches_word_before(work.text, run.begin);
      work.candidates.push_back(value);
      break;
    }
  }
}

}  // namespace holdfast::detect

// From the programs of phone_pattern.h to automata in one pool of states: equal ends are shared
// within and between all automata.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/detect/validators/phone_pattern.h"
#include "engine/detect/validators/phone_plan.h"

namespace holdfast::detect {

inline constexpr std::size_t kPhoneStatesMax = 65536;

// National numbers have at most so many digits (ITU-T E.164 allows 15; some plans go beyond).
inline constexpr std::size_t kNationalMax = 17;

// `body` with a way into each of the steps in `begins`.
PhoneProgram joined(const PhoneProgram& body, std::span<const std::uint32_t> begins);

// A program's threads, the preferred first: where each is, and where its groups began and ended.
struct PhoneThread {
  std::uint32_t step = 0;
  std::array<std::uint8_t, 4> groups{};

  friend auto operator<=>(const PhoneThread&, const PhoneThread&) = default;
};

class AutomatonBuilder {
 public:
  // The label where these patterns, named by their labels, match `length` digits.
  using Labels = std::function<std::uint16_t(std::span<const std::uint16_t>, std::size_t length)>;

  AutomatonBuilder();

  // The first state of an automaton for whole numbers of up to kNationalMax digits.
  std::uint16_t add_numbers(const PhoneProgram& program, const Labels& labels);

  // Of one for what stands at the begin of a number: labels are cuts, 0 where nothing matches. Of
  // several matches it is the preferred one, as backtracking would find it. State 0 without a
  // pattern.
  Result<std::uint16_t> add_cuts(std::string_view pattern, std::string_view transform);

  std::span<const PhoneState> states() const { return states_; }
  std::span<const PhoneCut> cuts() const { return cuts_; }

 private:
  std::uint16_t state(const PhoneState& wanted);
  std::uint16_t leaf(std::uint16_t label);
  std::uint16_t cut(const PhoneCut& wanted);

  friend class NumberAutomaton;
  friend class CutAutomaton;

  std::vector<PhoneState> states_;
  std::vector<PhoneCut> cuts_;
  std::map<std::pair<std::array<std::uint16_t, 10>, std::uint16_t>, std::uint16_t> known_;
  std::map<std::uint16_t, std::uint16_t> leaves_;  // by label: states that lead to themselves
};

}  // namespace holdfast::detect

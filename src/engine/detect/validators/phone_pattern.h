// The regular expressions of numbering plans as small programs, from which phone_tables builds
// automata. Used when the program is built and by tests, never on the verdict path.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::detect {

struct PhoneStep {
  enum class Kind : std::uint8_t {
    Digit,  // one of `digits`
    Split,  // goes on at `first`, or else at `second`
    Save,   // a group begins or ends: `slot` 0 and 1 for the first, 2 and 3 for the second
    End,    // nothing may follow
    Match,  // `label` has matched
  };
  Kind kind = Kind::Digit;
  std::uint16_t digits = 0;  // bit n: the digit n
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  std::uint16_t slot = 0;
  std::uint16_t label = 0;
};

// A step that is no Split leads to the one behind it.
using PhoneProgram = std::vector<PhoneStep>;

inline constexpr std::uint16_t kAnyDigit = 0x3FF;

// Appends the steps of `pattern` and a Match with `label`; with `is_prefix` any digits may follow
// before it. Returns the number of groups. InvalidInput for what the patterns of numbering plans do
// not use: other characters, unbounded repeats, more than two groups.
Result<unsigned> append_pattern(PhoneProgram& program, std::string_view pattern,
                                std::uint16_t label, bool is_prefix = false);

}  // namespace holdfast::detect

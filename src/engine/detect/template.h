// Patterns of letters and digits, such as LL~DD~DD~DD~L (rules/README.md, shape `token`).

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::detect {

// One value that matched.
struct TokenMatch {
  std::uint32_t end = 0;        // byte after the value; 0 when nothing matched
  std::uint8_t compact = 0;     // characters written to the buffer
  std::uint8_t separators = 0;  // how many there were
  bool is_upper = true;         // no lower-case letter
};

// Position in "0-9A-Z", or 63 for anything else; letters of either case.
constexpr unsigned symbol_of(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  if (lower >= 'a' && lower <= 'z') return static_cast<unsigned>(lower - 'a') + 10;
  return 63;
}

class TokenTemplate {
 public:
  static constexpr std::size_t kPositionsMax = 40;

  // InvalidInput says what is wrong with it.
  static Result<TokenTemplate> parse(std::string_view pattern);

  // Matches at text[begin]; writes the compact form to `compact`, at least kPositionsMax long.
  // Does not look at what stands around the value.
  TokenMatch match(std::string_view text, std::uint32_t begin, char* compact) const;

  // True when a separator may stand between the leading letters and the first digit.
  bool may_split_lead() const { return may_split_lead_; }

  // Its steps, in order: letters and digits that must be there, separators that may.
  std::size_t size() const { return steps_.size(); }
  bool is_separator_at(std::size_t step) const { return steps_[step].is_optional_separator; }
  // Bit i: character i of "0-9A-Z" is accepted; none where a separator stands.
  std::uint64_t accepted_at(std::size_t step) const { return steps_[step].accepts; }
  bool takes_letter_at(std::size_t step) const { return (steps_[step].accepts & kLetters) != 0; }
  bool takes_digit_at(std::size_t step) const { return (steps_[step].accepts & kDigits) != 0; }

  static constexpr bool is_separator(char c) {
    return c == ' ' || c == '-' || c == '.' || c == '/' || c == '_';
  }

 private:
  static constexpr std::uint64_t kDigits = (1ULL << 10) - 1;
  static constexpr std::uint64_t kLetters = ((1ULL << 26) - 1) << 10;

  struct Step {
    bool is_optional_separator = false;
    // Bit i: character i of "0-9A-Z" is accepted.
    std::uint64_t accepts = 0;
  };

  bool has_digit_in_reach();

  std::vector<Step> steps_;
  bool may_split_lead_ = false;
};

}  // namespace holdfast::detect

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

  // Bit n: a value may have n letters before its first digit, n up to 11.
  std::uint16_t leads() const { return leads_; }
  // True when a separator may stand between the leading letters and the first digit.
  bool may_split_lead() const { return may_split_lead_; }
  // Bit n: so many letters and digits may stand in a row from the begin of a value to its first
  // separator or its end.
  std::uint64_t first_segments() const { return first_segments_; }
  // Bit i: a value may begin with the character of symbol i.
  std::uint64_t first_accepts() const { return steps_.front().accepts; }
  // Bit n: the first unbroken run of digits in a value may be n long, n up to 31.
  std::uint32_t first_run_lengths() const { return first_run_lengths_; }

 private:
  struct Step {
    bool is_optional_separator = false;
    // Bit i: character i of "0-9A-Z" is accepted.
    std::uint64_t accepts = 0;
  };

  bool summarise();
  void add_run_lengths(std::size_t at);

  std::vector<Step> steps_;
  std::uint16_t leads_ = 0;
  bool may_split_lead_ = false;
  std::uint32_t first_run_lengths_ = 0;
  std::uint64_t first_segments_ = 0;
};

}  // namespace holdfast::detect

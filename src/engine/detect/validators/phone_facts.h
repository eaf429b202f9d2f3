// The numbering plans of all regions as facts: what phone_regions.txt holds, read when the program
// is built and by tests.
//
// The text has a block a region, beginning with `region NAME CALLING-CODE`, the regions of a
// calling code in the order in which a number is tried for them. Other lines, where a region has
// them:
//
//   international PATTERN   what is dialled before a calling code
//   prefix PATTERN          what may stand before a national number, as one dials it at home
//   transform TEMPLATE      what replaces it when its last group has matched: digits, $1 or $2
//   leading PATTERN         numbers that begin so are this region's
//   one_pattern             mobile and fixed numbers cannot be told apart
//   KIND LENGTHS LOCAL-LENGTHS EXAMPLE PATTERN
//                           numbers of one kind, lists joined by commas, '-' for none; `general`
//                           holds all kinds. LOCAL-LENGTHS are dialled within an area only.
//
// Patterns are regular expressions of digits, classes, groups, alternatives and bounded repeats.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::detect {

// In the order in which a number is tried for them.
inline constexpr std::array<std::string_view, 10> kPhoneKinds = {
    "premium_rate", "toll_free", "shared_cost", "voip",       "personal_number",
    "pager",        "uan",       "voicemail",   "fixed_line", "mobile"};
inline constexpr std::size_t kFixedLineKind = 8;
inline constexpr std::size_t kMobileKind = 9;

struct PhoneKindFacts {
  std::uint32_t lengths = 0;  // bit n: numbers of n digits; 0 where any length may be
  std::uint32_t local_lengths = 0;
  std::string example;
  std::string pattern;  // empty: there are no such numbers
};

struct PhoneRegionFacts {
  std::string name;  // ISO 3166-1 alpha-2, "001" for what belongs to no region
  unsigned calling_code = 0;
  std::string international;
  std::string prefix;
  std::string transform;
  std::string leading;
  bool has_one_pattern = false;
  PhoneKindFacts general;
  std::array<PhoneKindFacts, kPhoneKinds.size()> kinds;
};

// InvalidInput names the line.
Result<std::vector<PhoneRegionFacts>> read_phone_facts(std::string_view text);

}  // namespace holdfast::detect

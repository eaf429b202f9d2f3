// Words that tell by their form what they are: "E4127" of a staff number, "anna77" of a user's
// name. They are values of an announcement that stands farther from them, or behind them.

#pragma once

#include <cstdint>
#include <string_view>

#include "engine/detect/find.h"

namespace holdfast::detect {

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }

inline bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }

// What leads from a cue to its value.
struct Lead {
  std::uint32_t value = 0;    // where the value begins
  bool is_announced = false;  // by ':', '=' or a connector such as "is"
  char quote = '\0';          // the value is in quotation marks
};

// A word that people choose for secrets and do not write otherwise: letters with digits or signs,
// or capitals within.
bool looks_secret(std::string_view word);
// The value that begins at lead.value: with a digit at least; of a code, in capitals or with one.
Value identifier_at(std::string_view text, const Lead& lead);
Value code_at(std::string_view text, const Lead& lead);

// "The staff ID you asked about is E4127": the first telling word of the sentence behind a cue that
// ends at `from`, when something announces it and no other thing of its kind is spoken of.
Value value_further(const Compiled& rules, const DetectorRule& rule, std::string_view text,
                    std::uint32_t from);
// The telling word of an answer; nothing when there are several.
Value telling_in(const DetectorRule& rule, std::string_view text);

}  // namespace holdfast::detect

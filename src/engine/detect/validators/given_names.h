// A small list of given names.

#pragma once

#include <string_view>

namespace holdfast::detect {

// In lower case, ASCII, without accents.
bool is_given_name(std::string_view plain);

// The ASCII letter, in lower case, of the accented one whose UTF-8 is 0xC3 and this byte; '\0' when
// it is no letter.
char plain_letter(char after_lead_byte);

}  // namespace holdfast::detect

// A list of given names, for the validator of names and for the shape `given_name`: those that at
// least two of @faker-js/faker's locales have (MIT licence), and those common where English,
// Spanish, German and French are spoken. Names that are everyday words too (Mark, Grace, April,
// Luz) are left out: their capital letter shows them.

#pragma once

#include <span>
#include <string_view>

namespace holdfast::detect {

// All of them, in order, in lower case and without accents.
std::span<const std::string_view> given_names();

// In lower case, ASCII, without accents.
bool is_given_name(std::string_view plain);

// The ASCII letter, in lower case, of the accented one whose UTF-8 is 0xC3 and this byte; '\0' when
// it is no letter.
char plain_letter(char after_lead_byte);

}  // namespace holdfast::detect

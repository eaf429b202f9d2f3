// How long each country's IBAN is, which says where one ends in running text.

#pragma once

#include <cstdint>

namespace holdfast::detect {

// Characters of the IBAN of a country, given by its two letters in either case; 0 when it has none.
std::uint8_t iban_length(char first, char second);

}  // namespace holdfast::detect

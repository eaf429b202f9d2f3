// Where an address that begins with a street ends.

#pragma once

#include <cstdint>
#include <string_view>

namespace holdfast::detect {

// The byte after town and postal code when they follow the street, else `street_end`.
std::uint32_t address_end(std::string_view text, std::uint32_t street_end);

}  // namespace holdfast::detect

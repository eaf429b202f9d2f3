// Endings that make a dotted name a domain.

#pragma once

#include <string_view>

namespace holdfast::detect {

// True for two-letter country codes in use, the generic domains that people write, and xn--…; any
// case.
bool is_top_level_domain(std::string_view label);

}  // namespace holdfast::detect

// The checks that rules name: check digits, issuer ranges, registries, calendars.
//
// Each is a pure function of a compact value and runs on the verdict path: no allocation, no
// look-up by string. Rules name them; the loader resolves the names once.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace holdfast::detect {

struct Check {
  enum class Outcome : std::uint8_t {
    Fail,    // cannot be this
    Pass,    // plausible
    Strong,  // a check digit or a registry vouches for it
  };
};

// `compact` holds digits and upper-case letters without separators, a leading '+' kept; for the
// shapes date, email, url, ip and mac it is what rules/README.md says there. Never longer than 512.
using Validator = Check::Outcome (*)(std::string_view compact);

struct NamedValidator {
  std::string_view name;  // snake_case, as rules write it
  Validator run;
};

std::span<const NamedValidator> validators();

// Null when there is none of that name.
Validator find_validator(std::string_view name);

}  // namespace holdfast::detect

// How long a match of a regular expression can be, which bounds what looking for it costs.

#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace holdfast::detect {

// Characters of the longest match. The pattern must be one that RE2 takes. InvalidInput says what
// to write instead of `*`, `+`, `{2,}`, `\Q` and `\C`, which are refused.
Result<std::size_t> longest_match(std::string_view pattern);

}  // namespace holdfast::detect

// "did you mean": the known name nearest to a misspelt one.

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace holdfast::decide {

// The name with the fewest edits between it and `wrong`, "" when none is near enough to be meant.
std::string_view nearest_name(std::string_view wrong, std::span<const std::string> names);

// " (did you mean 'mail'?)" or, where nothing is near and there are few names, " (one of: a, b)".
std::string hint_for(std::string_view wrong, std::span<const std::string> names);

}  // namespace holdfast::decide

// Joining words for messages, without the cost of fmt's ranges in every file that says one.

#pragma once

#include <string>
#include <string_view>

namespace holdfast {

// "a, b, c" of anything that can be iterated over as text.
template <typename Range>
std::string join(const Range& parts, std::string_view separator) {
  std::string joined;
  bool is_first = true;
  for (const auto& part : parts) {
    if (!is_first) joined += separator;
    joined += part;
    is_first = false;
  }
  return joined;
}

}  // namespace holdfast

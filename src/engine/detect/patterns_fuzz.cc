// A line of any bytes as a pattern, the rest as a text: refused with a message, or every match is
// as bounded as was promised.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "engine/detect/pattern_length.h"
#include "engine/detect/patterns.h"

using namespace holdfast::detect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos || end > 500) return 0;
  const auto pattern = Pattern::compile(input.substr(0, end), {.ignores_case = size % 2 == 0});
  if (!pattern) {
    CHECK(!pattern.error().message.empty());
    return 0;
  }
  const std::string_view text = input.substr(end + 1);
  const auto longest = longest_match(input.substr(0, end));
  CHECK(longest && *longest <= kMatchLengthMax);
  for (std::size_t from = 0; from < text.size();) {
    const Pattern::Match match = pattern->find(text, from);
    if (match.begin == match.end) break;
    CHECK(match.end <= text.size() && match.next > from);
    std::size_t characters = 0;
    for (const char c : text.substr(match.begin, match.end - match.begin)) {
      characters += (static_cast<unsigned char>(c) & 0xC0) == 0x80 ? 0U : 1U;
    }
    CHECK(characters <= *longest);
    from = match.next;
  }
  return 0;
}

#include "engine/detect/validators/given_names.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/embedded.h"

namespace holdfast {
extern const EmbeddedFile detect_given_names[];
}

namespace holdfast::detect {
namespace {

// Letters of the Latin-1 block, U+00C0 to U+00FF, by what stands after the lead byte 0xC3; '-' for
// what is no letter.
constexpr std::string_view kPlain =
    "aaaaaaaceeeeiiiidnooooo-ouuuuytsaaaaaaaceeeeiiiidnooooo-ouuuuyty";
static_assert(kPlain.size() == 64);

}  // namespace

std::span<const std::string_view> given_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> lines;
    std::string_view rest = detect_given_names[0].content();
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      lines.push_back(rest.substr(0, end));
      rest.remove_prefix(std::min(rest.size(), end + 1));
    }
    CHECK(std::ranges::is_sorted(lines));
    return lines;
  }();
  return names;
}

bool is_given_name(std::string_view plain) {
  return std::ranges::binary_search(given_names(), plain);
}

char plain_letter(char after_lead_byte) {
  const auto index = static_cast<unsigned char>(after_lead_byte) & 0x3FU;
  return kPlain[index] == '-' ? '\0' : kPlain[index];
}

}  // namespace holdfast::detect

#include "engine/decide/verdict.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace holdfast::decide {
namespace {

constexpr std::array<std::string_view, 6> kVerdicts = {"allow",    "coach", "redact",
                                                       "tokenise", "hold",  "block"};
constexpr std::array<std::string_view, 5> kSeverities = {"info", "low", "medium", "high",
                                                         "critical"};
constexpr std::array<std::string_view, 3> kModes = {"observe", "coach", "enforce"};

template <typename Enum, std::size_t count>
std::optional<Enum> parse(const std::array<std::string_view, count>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view to_string(Verdict verdict) { return kVerdicts[static_cast<std::size_t>(verdict)]; }
std::string_view to_string(Severity severity) {
  return kSeverities[static_cast<std::size_t>(severity)];
}
std::string_view to_string(Mode mode) { return kModes[static_cast<std::size_t>(mode)]; }

std::optional<Verdict> parse_verdict(std::string_view name) {
  return parse<Verdict>(kVerdicts, name);
}
std::optional<Severity> parse_severity(std::string_view name) {
  return parse<Severity>(kSeverities, name);
}
std::optional<Mode> parse_mode(std::string_view name) { return parse<Mode>(kModes, name); }

}  // namespace holdfast::decide

// Verdicts, from the mildest to the strictest.

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace holdfast::decide {

enum class Verdict : std::uint8_t { Allow, Coach, Redact, Tokenise, Hold, Block };
enum class Severity : std::uint8_t { Info, Low, Medium, High, Critical };
enum class Mode : std::uint8_t { Observe, Coach, Enforce };

std::string_view to_string(Verdict verdict);    // "allow" …
std::string_view to_string(Severity severity);  // "info" …
std::string_view to_string(Mode mode);          // "observe" …
std::optional<Verdict> parse_verdict(std::string_view name);
std::optional<Severity> parse_severity(std::string_view name);
std::optional<Mode> parse_mode(std::string_view name);

}  // namespace holdfast::decide

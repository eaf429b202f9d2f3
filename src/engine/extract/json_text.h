// The text of JSON: a line a member, with the keys above a value in front of it as its context.

#pragma once

#include <string_view>

#include "engine/extract/document.h"

namespace holdfast::extract {

// One value, or with JsonLines one a line. InvalidInput names the byte where the source stops being
// JSON; LimitExceeded by nesting or size of text.
Result<Part> json_text(std::string_view source, MediaType type, const Limits& limits);

// Whether the source, of which `sample` is the beginning, is JSON as far as it can be seen.
enum class JsonGuess : std::uint8_t { No, One, Lines };
JsonGuess guess_json(std::string_view sample, bool is_whole);

}  // namespace holdfast::extract

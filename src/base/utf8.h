// UTF-8 (RFC 3629): validity and conversion of positions.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace holdfast {

struct Utf8Step {
  char32_t code_point;  // U+FFFD when not valid
  std::uint8_t length;  // bytes, 1 to 4; the maximal ill-formed part when not valid
  bool is_valid;
};

// The sequence that begins at text[at]; `at` must be within the text.
Utf8Step utf8_step(std::string_view text, std::size_t at);

bool is_utf8(std::string_view text);  // many bytes at a time

// U+0000 to U+001F or U+007F: what devices understand and people do not see.
bool has_control_character(std::string_view text);

// A copy in which each ill-formed part is U+FFFD (the substitution the Unicode standard
// recommends).
std::string to_valid_utf8(std::string_view text);

void append_utf8(std::string& out, char32_t code_point);

// Converts byte positions to code points or UTF-16 units, left to right: each call must not go back
// before the last. Linear over the whole text however many positions are asked for.
class OffsetCounter {
 public:
  enum class Unit { Byte, Utf16, CodePoint };

  OffsetCounter(std::string_view text, Unit unit) : text_(text), unit_(unit) {}
  std::size_t at(std::size_t byte_offset);

 private:
  std::string_view text_;
  Unit unit_;
  std::size_t byte_ = 0;
  std::size_t count_ = 0;
};

}  // namespace holdfast

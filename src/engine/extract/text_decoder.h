// Plain text of any encoding as UTF-8.

#pragma once

#include "engine/extract/document.h"

namespace holdfast::extract {

// By byte order mark, by the zero bytes of UTF-16 without one, else by whether the bytes are UTF-8.
// Text that is UTF-8 but for a few damaged places counts as UTF-8.
TextEncoding guess_encoding(std::string_view text);

// The text as one part, with its map. Ill-formed places become U+FFFD.
Part decode_text(std::string_view text);
Part decode_text(std::string_view text, TextEncoding encoding);

// One character of a text in UTF-16 or windows-1252; `at` must be within the text.
struct DecodedCharacter {
  char32_t code_point;
  std::uint8_t source_bytes;
};
DecodedCharacter decode_character(std::string_view text, std::size_t at, TextEncoding encoding);

// UTF-8 written in the encoding. What windows-1252 lacks becomes '#', the mark of something
// removed.
std::string encode_text(std::string_view utf8, TextEncoding encoding);

}  // namespace holdfast::extract

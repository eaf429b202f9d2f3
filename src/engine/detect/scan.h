// The pass over the bytes: which are digits, letters, parts of long tokens, or signs that something
// may stand there. Highway picks the widest vectors the processor has when the program runs.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace holdfast::detect {

// One bit a byte of the text, in words of 64 from the first byte on.
struct Masks {
  std::vector<std::uint64_t> digit;
  std::vector<std::uint64_t> letter;   // ASCII letters and every byte of other characters
  std::vector<std::uint64_t> capital;  // ASCII capitals
  std::vector<std::uint64_t> token;    // ASCII letters, digits, '_' and '-'
  std::vector<std::uint64_t> event;    // '@', '.' and ':'
  std::vector<std::uint64_t> stop;     // '.', '!', '?' and line breaks: a sentence may end there

  void resize(std::size_t bytes);
};

void scan_masks(std::string_view text, Masks& masks);

// '&', or a lead byte after which a character may have to be read as another (view.h). The leads of
// Latin, Greek, Cyrillic, Hebrew, of Chinese and Korean text are not among them.
constexpr bool is_special(unsigned char byte) {
  return byte == '&' || byte == 0xC2 || byte == 0xCD || byte == 0xD8 || byte == 0xD9 ||
         byte == 0xDB || byte == 0xDF || (byte >= 0xE0 && byte <= 0xE3) || byte == 0xEA ||
         byte == 0xEF || byte == 0xF0 || byte == 0xF3;
}

// The first special byte at `from` or later; text.size() when there is none.
std::size_t find_special(std::string_view text, std::size_t from);

}  // namespace holdfast::detect

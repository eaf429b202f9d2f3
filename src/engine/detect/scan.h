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
  std::vector<std::uint64_t> letter;  // ASCII letters and every byte of other characters
  std::vector<std::uint64_t> token;   // ASCII letters, digits, '_' and '-'
  std::vector<std::uint64_t> event;   // '@', '.' and ':'
  std::vector<std::uint64_t> stop;    // '.', '!', '?' and line breaks: a sentence may end there

  void resize(std::size_t bytes);
};

void scan_masks(std::string_view text, Masks& masks);

// The first byte at `from` or later that is no plain ASCII or is '&'; text.size() when there is
// none.
std::size_t find_special(std::string_view text, std::size_t from);

}  // namespace holdfast::detect

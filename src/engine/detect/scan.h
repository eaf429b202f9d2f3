// The pass over the bytes: which are digits, letters, parts of long tokens, and where something
// begins that may matter. Highway picks the widest vectors the processor has when the program runs.

#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::detect {

// Recognises the first three letters of some words, in either case, with false alarms: a word's
// letters are looked up by their halves, eight groups of words at a time.
class TriggerTable {
 public:
  static constexpr std::size_t kLetters = 3;

  TriggerTable() = default;
  // Words in lower case as they are written; an accent is a letter of its own here.
  explicit TriggerTable(std::vector<std::string> words);

  // low[i][n]: the groups that have, at letter i, a character whose low half is n; high likewise.
  using Half = std::array<std::uint8_t, 16>;
  std::array<Half, kLetters> low{};
  std::array<Half, kLetters> high{};
};

// One bit a byte of the text, in words of 64 from the first byte on.
struct Masks {
  std::vector<std::uint64_t> digit;
  std::vector<std::uint64_t> letter;   // ASCII letters and every byte of other characters
  std::vector<std::uint64_t> token;    // ASCII letters, digits, '_' and '-'
  std::vector<std::uint64_t> event;    // '@', '.' and ':'
  std::vector<std::uint64_t> stop;     // '.', '!', '?' and line breaks: a sentence may end there
  std::vector<std::uint64_t> trigger;  // may begin a word of the trigger table

  void resize(std::size_t bytes);
};

void scan_masks(std::string_view text, const TriggerTable& triggers, Masks& masks);

// The first byte at `from` or later that is no plain ASCII or is '&'; text.size() when there is none.
std::size_t find_special(std::string_view text, std::size_t from);

}  // namespace holdfast::detect

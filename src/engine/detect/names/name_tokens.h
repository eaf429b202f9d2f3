// Text as the names model reads it: words, numbers, signs and line breaks, each with what is known
// of it by itself. The trainer (models/names/train.cc) and the run time share this file, so that
// what is learned is what is read.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace holdfast::detect {

// How a token is written.
enum class NameShape : std::uint8_t {
  LineBreak,
  Sign,
  Number,  // any digit in it
  Lower,
  Capitalised,  // "Anna", "Jean-luc"
  Shouted,      // two capitals or more, nothing else
  Initial,      // one capital
  Letter,       // one letter in lower case
  Inner,        // "McDonald", "iPhone", "Jean-Luc"
};

struct NameToken {
  std::uint32_t begin = 0;  // bytes [begin, end) of the text
  std::uint32_t end = 0;
  std::uint64_t word = 0;    // hash of the word in lower case and without accents
  std::uint64_t head = 0;    // of "Jean-Luc" that of "Jean", of "you've" that of "you"; else 0
  std::uint32_t suffix = 0;  // the last three of the letters hashed
  NameShape shape = NameShape::Sign;
  std::uint8_t lists = 0;     // as NameModel::lists_of has it; filled by whoever has the model
  std::uint8_t language = 0;  // likewise
  bool opens = false;         // a line or sentence begins here

  bool is_word() const { return shape >= NameShape::Lower; }
};

// Replaces what `tokens` holds by those of the text; begins and ends are bytes of it. Any bytes are
// accepted, and every byte that is no space belongs to one token. Linear.
void read_name_tokens(std::string_view text, std::vector<NameToken>& tokens);

// The hash of a word on its own, as NameToken::word; whole phrases have none.
std::uint64_t name_word_hash(std::string_view word);

}  // namespace holdfast::detect

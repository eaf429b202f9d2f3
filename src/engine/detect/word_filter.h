// Which words of a text may begin a cue. Nearly none do, and this says so at some ten cycles a
// word: no branch depends on what the words are, and the tables stay in the nearest cache.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/detect/scan.h"

namespace holdfast::detect {

// May say yes when it should say no, never the other way.
class WordFilter {
 public:
  WordFilter() : words_(2 * kCodes / 32), pairs_((1U << kPairBits) / 64) {}

  // A phrase of one word or more, by its first two. Accents are optional in the text.
  void add(std::string_view first, std::string_view second);

  // Writes, in order, where words begin that may begin a phrase, to the front of `begins`, which
  // grows as needed. Returns how many there are.
  std::size_t find(std::string_view text, const Masks& masks,
                   std::vector<std::uint32_t>& begins) const;

 private:
  static constexpr std::uint32_t kCodes = 1U << 16;  // places in the table of words, twice
  static constexpr unsigned kPairBits = 16;
  static constexpr std::uint32_t kCut = 1U << 31;

  // A word by its first eight bytes, zeros behind its end. Equal for what folds alike: letters
  // lowered; where an accented letter stands, and with it other bytes than its base letter, only
  // what is before it counts, and kCut tells. Of the other 31 bits each half is a place of its own:
  // a word passes when both are taken.
  static std::uint32_t code_of(std::uint64_t bytes);
  static std::uint32_t code_of_word(std::string_view word);
  static std::uint32_t pair_of(std::uint32_t first, std::uint32_t second);
  // 1 when words with these codes, one after the other, may begin a phrase; else 0.
  std::uint32_t passes(std::uint32_t first, std::uint32_t second) const;
  static std::uint32_t first_place(std::uint32_t code) {
    return (code & 0xFFFF) | (code >> 31) << 16;
  }
  static std::uint32_t second_place(std::uint32_t code) {
    return (code >> 15 & 0xFFFF) | (code >> 31) << 16;
  }
  void add_word(std::string_view word, std::uint64_t bits);

  // Two bits for each place: 1, a word of itself; 2, the first of a phrase.
  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> pairs_;  // one bit for each pair
};

}  // namespace holdfast::detect

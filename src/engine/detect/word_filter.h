// Which words of a text may begin a cue. Nearly none do, and this says so at a few cycles a word,
// sixteen words at a time: no branch depends on the text, and the tables stay in the nearest cache.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/detect/scan.h"

namespace holdfast::detect {

// May say yes when it should say no, never the other way.
class WordFilter {
 public:
  WordFilter() : words_((1U << kCodeBits) / 16), pairs_((1U << kPairBits) / 32) {}

  // A phrase of one word or more, by its first two. Accents are optional in the text.
  void add(std::string_view first, std::string_view second);

  // Appends, in order, where words begin that may begin a phrase.
  void find(std::string_view text, const Masks& masks, std::vector<std::uint32_t>& begins) const;

  // A word by its first eight bytes, as two halves of four with zeros behind the word's end. Equal
  // for what folds alike: letters lowered; where an accented letter stands, and with it other bytes
  // than its base letter, only what is before it counts, and the highest of the kCodeBits tells.
  static std::uint32_t code_of(std::uint32_t low, std::uint32_t high);
  static std::uint32_t pair_of(std::uint32_t first, std::uint32_t second);
  bool passes(std::uint32_t first, std::uint32_t second) const;

  static constexpr unsigned kCodeBits = 16;
  static constexpr unsigned kPairBits = 16;
  static constexpr std::uint32_t kCut = 1U << (kCodeBits - 1);

  // Two bits for each code: 1, a word of itself; 2, the first of a phrase.
  const std::uint32_t* words() const { return words_.data(); }
  // One bit for each pair.
  const std::uint32_t* pairs() const { return pairs_.data(); }

 private:
  void add_word(std::string_view word, std::uint32_t bits);

  std::vector<std::uint32_t> words_;
  std::vector<std::uint32_t> pairs_;
};

}  // namespace holdfast::detect

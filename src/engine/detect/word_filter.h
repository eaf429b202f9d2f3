// Which words of a text may begin a cue. Nearly none do, and this says so at a few cycles a word:
// no branch depends on the text, and all tables stay in the nearest cache.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/detect/scan.h"

namespace holdfast::detect {

// May say yes when it should say no, never the other way.
class WordFilter {
 public:
  WordFilter();

  // A phrase of one word or more, by its first two. Accents are optional in the text.
  void add(std::string_view first, std::string_view second);

  // Appends, in order, where words begin that may begin a phrase.
  void find(std::string_view text, const Masks& masks, std::vector<std::uint32_t>& begins) const;

  // A word's first eight bytes, fewer with zeros behind. Equal for what folds alike: letters
  // lowered; where an accented letter stands, and with it other bytes than its base letter, only
  // what is before it counts, and the highest bit tells.
  static std::uint64_t key_of(std::uint64_t bytes) {
    const std::uint64_t high = bytes & 0x8080808080808080ULL;
    const std::uint64_t first_high = high & (0 - high);
    const std::uint64_t kept = (first_high >> 7) - 1;  // all of it when there is none
    const std::uint64_t key = ((bytes | 0x2020202020202020ULL) & kept) * 0xD6E8FEB86659FD93ULL;
    return key >> 1 | std::uint64_t{first_high != 0} << 63;
  }

  // Two bits for a key: 1, a word of itself; 2, the first of a phrase.
  std::uint64_t word_bits(std::uint64_t key) const {
    return words_[key >> (64 - kWordBits + 5)] >> (key >> (64 - kWordBits) & 31) * 2 & 3;
  }
  std::uint64_t pair_bit(std::uint64_t first, std::uint64_t second) const {
    const std::uint64_t key = (first ^ (second << 31 | second >> 33)) * 0x9E3779B97F4A7C15ULL;
    return pairs_[key >> (64 - kPairBits + 6)] >> (key >> (64 - kPairBits) & 63) & 1;
  }
  bool passes(std::uint64_t first, std::uint64_t second) const {
    const std::uint64_t bits = word_bits(first);
    // Of words that are cut at an accent, too little is known to look up the pair.
    const std::uint64_t is_cut = (first | second) >> 63;
    return ((bits & 1) | (bits >> 1 & (pair_bit(first, second) | is_cut))) != 0;
  }

 private:
  static constexpr unsigned kWordBits = 16;
  static constexpr unsigned kPairBits = 16;

  void add_word(std::string_view word, std::uint64_t bits);

  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> pairs_;
};

}  // namespace holdfast::detect

#include "engine/detect/word_filter.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>

#include "engine/detect/fold.h"
#include "engine/detect/mask_words.h"

namespace holdfast::detect {
namespace {

// Odd numbers without pattern, to spread bits by multiplication.
constexpr std::uint64_t kSpreadWord = 0x9E3779B97F4A7C15ULL;
constexpr std::uint32_t kSpreadFirst = 0x9E3779B1;
constexpr std::uint32_t kSpreadSecond = 0x85EBCA77;
constexpr std::uint32_t kSpreadAgain = 0xC2B2AE3D;

constexpr unsigned kBytes = 8;  // of a word that are looked at

// The first n bytes of eight.
constexpr std::array<std::uint64_t, kBytes + 1> make_first_bytes() {
  std::array<std::uint64_t, kBytes + 1> masks{};
  for (unsigned n = 1; n <= kBytes; ++n) masks[n] = ~0ULL >> (64 - 8 * n);
  return masks;
}
constexpr std::array<std::uint64_t, kBytes + 1> kFirstBytes = make_first_bytes();

// Where runs of letters or of digits begin, and where they begin or end, among 64 bytes.
struct WordEdges {
  std::uint64_t begins = 0;
  std::uint64_t changes = 0;
};

inline WordEdges edges_at(const Masks& masks, std::size_t index) {
  const std::uint64_t letter = masks.letter[index];
  const std::uint64_t digit = masks.digit[index];
  const std::uint64_t letter_before = bits_before(masks.letter, index);
  const std::uint64_t digit_before = bits_before(masks.digit, index);
  return {.begins = (letter & ~letter_before) | (digit & ~digit_before),
          .changes = (letter ^ letter_before) | (digit ^ digit_before)};
}

inline std::uint64_t bytes_at(std::string_view text, std::size_t at, unsigned count) {
  std::uint64_t bytes = 0;
  if (at + kBytes <= text.size()) [[likely]] {
    std::memcpy(&bytes, text.data() + at, kBytes);
  } else {
    std::memcpy(&bytes, text.data() + at, text.size() - at);
  }
  return bytes & kFirstBytes[count];
}

}  // namespace

inline std::uint32_t WordFilter::code_of(std::uint64_t bytes) {
  using namespace word_hash_detail;
  const std::uint64_t accents = bytes & kHigh;
  // Ones below the first accent; all ones when there is none.
  const std::uint64_t kept = ((accents & (0 - accents)) >> 7) - 1;
  const std::uint64_t mixed = ((bytes | kLower) & kept) * kSpreadWord;
  return static_cast<std::uint32_t>(mixed >> 33) | (accents != 0 ? kCut : 0);
}

inline std::uint32_t WordFilter::pair_of(std::uint32_t first, std::uint32_t second) {
  const std::uint32_t sum = (first * kSpreadFirst) ^ (second * kSpreadSecond);
  return ((sum ^ sum >> 15) * kSpreadAgain) >> (32 - kPairBits);
}

inline std::uint32_t WordFilter::passes(std::uint32_t first, std::uint32_t second) const {
  const std::uint32_t a = first_place(first);
  const std::uint32_t b = second_place(first);
  const std::uint64_t bits = words_[a / 32] >> a % 32 * 2 & words_[b / 32] >> b % 32 * 2;
  const std::uint32_t pair = pair_of(first, second);
  // Of words that are cut at an accent, too little is known to look up the pair.
  const std::uint64_t is_pair = pairs_[pair / 64] >> pair % 64 | (first | second) / kCut;
  return static_cast<std::uint32_t>((bits | (bits >> 1 & is_pair)) & 1);
}

std::size_t WordFilter::find(std::string_view text, const Masks& masks,
                             std::vector<std::uint32_t>& begins) const {
  // Each word needs a byte and, but for letters beside digits, one more before the next.
  if (begins.size() < text.size() + 1) begins.resize(text.size() + 1);
  std::uint32_t* found = begins.data();
  std::uint32_t waiting_begin =
      0;  // the word before: it passes or not by its own code and the next
  std::uint32_t waiting_code = 0;
  std::uint32_t is_waiting = 0;
  const std::size_t words = (text.size() + 63) / 64;
  WordEdges next = edges_at(masks, 0);
  for (std::size_t index = 0; index < words; ++index) {
    const WordEdges edges = next;
    next = edges_at(masks, index + 1);
    for (std::uint64_t bits = edges.begins; bits != 0; bits &= bits - 1) {
      const auto bit = static_cast<unsigned>(std::countr_zero(bits));
      const auto at = static_cast<std::uint32_t>(index * 64 + bit);
      const std::uint64_t ends = edges.changes >> bit >> 1 | next.changes << (63 - bit);
      const auto size = static_cast<unsigned>(std::countr_zero(ends | 1ULL << (kBytes - 1))) + 1;
      const std::uint32_t code = code_of(bytes_at(text, at, size));
      *found = waiting_begin;
      found += passes(waiting_code, code) & is_waiting;
      waiting_begin = at;
      waiting_code = code;
      is_waiting = 1;
    }
  }
  *found = waiting_begin;
  found += passes(waiting_code, 0) & is_waiting;
  return static_cast<std::size_t>(found - begins.data());
}

std::uint32_t WordFilter::code_of_word(std::string_view word) {
  return code_of(bytes_at(word, 0, static_cast<unsigned>(std::min<std::size_t>(word.size(), 8))));
}

// The word without accents, and with its first accent at each letter that may have one.
void WordFilter::add_word(std::string_view word, std::uint64_t bits) {
  const auto set = [this, bits](std::string_view form) {
    const std::uint32_t code = code_of_word(form);
    for (const std::uint32_t place : {first_place(code), second_place(code)}) {
      words_[place / 32] |= bits << place % 32 * 2;
    }
  };
  const std::string plain = folded(word);
  set(plain);
  constexpr std::string_view kMayHaveAccents = "aeiouyncszlrtdg";
  for (std::size_t i = 0; i < std::min<std::size_t>(plain.size(), kBytes); ++i) {
    if (kMayHaveAccents.find(plain[i]) == std::string_view::npos) continue;
    set(plain.substr(0, i) + '\x80');
  }
}

void WordFilter::add(std::string_view first, std::string_view second) {
  add_word(first, second.empty() ? 1 : 2);
  if (second.empty()) return;
  const std::uint32_t pair = pair_of(code_of_word(folded(first)), code_of_word(folded(second)));
  pairs_[pair / 64] |= 1ULL << pair % 64;
}

}  // namespace holdfast::detect

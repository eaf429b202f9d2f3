// Words as cues compare them: any case, with or without accents.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/detect/word_hash.h"

namespace holdfast::detect {

// Longer words are never cues.
inline constexpr std::size_t kWordBytesMax = 48;
// Nor are longer phrases.
inline constexpr std::size_t kCueWordsMax = 8;

// Lower case, Latin letters without their accents, ß as ss; other scripts in lower case where
// that is simple (Greek, Cyrillic). Ill-formed bytes stay as they are.
std::string folded(std::string_view word);

// The hash of a phrase from the hash of all its words but the last, and of the last.
constexpr std::uint64_t phrase_hash(std::uint64_t before, std::uint64_t word) {
  std::uint64_t mixed = (before ^ 0x9E3779B97F4A7C15ULL) * 0xD6E8FEB86659FD93ULL + word;
  mixed ^= mixed >> 32;
  mixed *= 0xD6E8FEB86659FD93ULL;
  return mixed ^ mixed >> 29;
}

// What a byte can be part of. Every byte of a multi-byte character counts as a letter.
enum class CharClass : std::uint8_t { Other, Letter, Digit };

constexpr CharClass class_of(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80) return CharClass::Letter;
  if (byte >= '0' && byte <= '9') return CharClass::Digit;
  const unsigned lower = byte | 0x20U;
  return lower >= 'a' && lower <= 'z' ? CharClass::Letter : CharClass::Other;
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_letter(char c) {
  return static_cast<unsigned char>((static_cast<unsigned char>(c) | 0x20U) - 'a') < 26;
}
constexpr bool is_alnum(char c) { return is_digit(c) || is_ascii_letter(c); }
constexpr bool is_hex(char c) {
  return is_digit(c) ||
         static_cast<unsigned char>((static_cast<unsigned char>(c) | 0x20U) - 'a') < 6;
}

// Calls visit(begin, end) for each word: a run of letters or a run of digits.
template <typename Visit>
void for_each_word(std::string_view text, Visit visit) {
  std::size_t at = 0;
  while (at < text.size()) {
    const CharClass kind = class_of(text[at]);
    const std::size_t begin = at++;
    if (kind == CharClass::Other) continue;
    while (at < text.size() && class_of(text[at]) == kind) ++at;
    visit(begin, at);
  }
}

}  // namespace holdfast::detect

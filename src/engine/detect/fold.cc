#include "engine/detect/fold.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "base/utf8.h"

namespace holdfast::detect {
namespace {

// Base letters of U+00C0 to U+017F in lower case; '.' keeps the character, '2' is two letters.
constexpr std::string_view kLatin =
    "aaaaaa2ceeeeiiii"   // C0
    "dnooooo.ouuuuy22"   // D0
    "aaaaaa2ceeeeiiii"   // E0
    "dnooooo.ouuuuy2y"   // F0
    "aaaaaaccccccccdd"   // 100
    "ddeeeeeeeeeegggg"   // 110
    "gggghhhhiiiiiiii"   // 120
    "ii22jjkkklllllll"   // 130
    "lllnnnnnn.nnoooo"   // 140
    "oo22rrrrrrssssss"   // 150
    "ssttttttuuuuuuuu"   // 160
    "uuuuwwyyyzzzzzzs";  // 170

std::string_view two_letters(char32_t c) {
  switch (c) {
    case 0xC6:
    case 0xE6:
      return "ae";
    case 0xDE:
    case 0xFE:
      return "th";
    case 0xDF:
      return "ss";
    case 0x132:
    case 0x133:
      return "ij";
    default:
      return "oe";  // U+0152, U+0153
  }
}

// The folded form of one character beyond ASCII that is written as `as_it_is`.
std::string_view folded_character(char32_t c, std::string_view as_it_is,
                                  std::array<char, 4>& buffer) {
  if (c >= 0xC0 && c < 0x180) {
    const char& base = kLatin[c - 0xC0];
    if (base == '2') return two_letters(c);
    return base == '.' ? as_it_is : std::string_view(&base, 1);
  }
  // Combining accents: dropped, as the composed letters lose theirs.
  if (c >= 0x300 && c < 0x370) return {};
  const bool has_lower = (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F);
  if (!has_lower) return as_it_is;
  const char32_t lower = c + 0x20;  // within two bytes
  buffer[0] = static_cast<char>(0xC0 | lower >> 6);
  buffer[1] = static_cast<char>(0x80 | (lower & 0x3F));
  return {buffer.data(), 2};
}

// Letters with their usual accents, which most words that are folded have, need no decoding: U+00C0
// to U+017F, two bytes from C3 80 to C5 BF. Returns 0 when it is none of them, or one that keeps
// its own letter or becomes two.
char plain_latin(std::string_view word, std::size_t at) {
  const auto lead = static_cast<unsigned char>(word[at]);
  if (lead < 0xC3 || lead > 0xC5 || at + 1 >= word.size()) return '\0';
  const auto trail = static_cast<unsigned char>(word[at + 1]);
  if ((trail & 0xC0U) != 0x80) return '\0';
  const char base = kLatin[(lead - 0xC3U) * 64 + (trail & 0x3FU)];
  return base == '2' || base == '.' ? '\0' : base;
}

// Characters that fold to themselves or that are ill formed are copied. Returns the bytes written.
std::size_t fold_into(std::string_view word, std::span<char> out) {
  std::size_t size = 0;
  for (std::size_t at = 0; at < word.size();) {
    if (size == out.size()) break;
    const char c = word[at];
    if (static_cast<unsigned char>(c) < 0x80) {
      out[size++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
      ++at;
      continue;
    }
    if (const char plain = plain_latin(word, at); plain != '\0') {
      out[size++] = plain;
      at += 2;
      continue;
    }
    const Utf8Step step = utf8_step(word, at);
    std::string_view part = word.substr(at, step.length);
    std::array<char, 4> buffer{};
    if (step.is_valid) part = folded_character(step.code_point, part, buffer);
    if (size + part.size() > out.size()) break;
    std::copy(part.begin(), part.end(), out.begin() + static_cast<std::ptrdiff_t>(size));
    size += part.size();
    at += step.length;
  }
  return size;
}

bool is_ascii(std::string_view word) {
  unsigned char all = 0;
  for (const char c : word) all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
  return all < 0x80;
}

}  // namespace

std::string folded(std::string_view word) {
  std::string out(2 * word.size(), '\0');
  out.resize(fold_into(word, out));
  return out;
}

namespace word_hash_detail {

namespace {

std::uint64_t hash_plain(std::string_view word) {
  if (word.size() <= 8) return mix(load(word.data(), word.size()) | kLower, word.size());
  std::uint64_t state = word.size();
  for (std::size_t at = 0; at + 8 < word.size(); at += 8) {
    state = mix(load(word.data() + at, 8) | kLower, state);
  }
  return mix(load(word.data() + word.size() - 8, 8) | kLower, state);
}

}  // namespace

std::uint64_t hash_long(std::string_view word) {
  if (word.size() > kWordBytesMax) return 0;
  return is_ascii(word) ? hash_plain(word) : hash_folded(word);
}

std::uint64_t hash_folded(std::string_view word) {
  // Two Latin bytes fold to two letters at most, so that this buffer holds any word.
  std::array<char, 2 * kWordBytesMax> plain;
  const std::size_t size = fold_into(word, plain);
  return size == 0 ? 0 : hash_plain({plain.data(), size});
}

}  // namespace word_hash_detail

}  // namespace holdfast::detect

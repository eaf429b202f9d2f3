#include "engine/detect/fold.h"

#include <algorithm>
#include <cstring>

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
    case 0xE6: return "ae";
    case 0xDE:
    case 0xFE: return "th";
    case 0xDF: return "ss";
    case 0x132:
    case 0x133: return "ij";
    default: return "oe";  // U+0152, U+0153
  }
}

void append_folded(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : static_cast<char>(c));
  } else if (c >= 0xC0 && c < 0x180) {
    const char base = kLatin[c - 0xC0];
    if (base == '2') {
      out += two_letters(c);
    } else if (base == '.') {
      append_utf8(out, c);
    } else {
      out.push_back(base);
    }
  } else if (c >= 0x300 && c < 0x370) {
    // Combining accents: dropped, as the composed letters lose theirs.
  } else if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) {
    append_utf8(out, c + 0x20);
  } else {
    append_utf8(out, c);
  }
}

__extension__ using Wide = unsigned __int128;

std::uint64_t mix(std::uint64_t state, std::uint64_t chunk) {
  const auto product = static_cast<Wide>(state ^ chunk) * 0xA0761D6478BD642FULL;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Bytes are hashed with bit 5 set, which lowers ASCII letters and leaves digits as they are.
std::uint64_t hash_bytes(const char* data, std::size_t size) {
  std::uint64_t state = 0xE7037ED1A0B428DBULL ^ size;
  constexpr std::uint64_t kLower = 0x2020202020202020ULL;
  while (size >= 8) {
    std::uint64_t chunk = 0;
    std::memcpy(&chunk, data, 8);
    state = mix(state, chunk | kLower);
    data += 8;
    size -= 8;
  }
  std::uint64_t rest = 0;
  for (std::size_t i = 0; i < size; ++i) {
    rest = rest << 8 | static_cast<unsigned char>(data[i] | 0x20);
  }
  return mix(state, rest ^ 0x589965CC75374CC3ULL);
}

bool is_ascii(std::string_view word) {
  unsigned char all = 0;
  for (const char c : word) all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
  return all < 0x80;
}

}  // namespace

std::string folded(std::string_view word) {
  std::string out;
  for (std::size_t at = 0; at < word.size();) {
    const Utf8Step step = utf8_step(word, at);
    if (step.is_valid) {
      append_folded(out, step.code_point);
    } else {
      out.append(word, at, step.length);
    }
    at += step.length;
  }
  return out;
}

std::uint64_t word_hash(std::string_view word) {
  if (word.empty() || word.size() > kWordBytesMax) return 0;
  if (is_ascii(word)) return hash_bytes(word.data(), word.size());
  // Few words have accents, and short strings do not allocate.
  const std::string plain = folded(word);
  return hash_bytes(plain.data(), plain.size());
}

}  // namespace holdfast::detect

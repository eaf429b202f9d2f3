// The hash by which words are compared: equal for words that fold alike (fold.h).

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace holdfast::detect {

namespace word_hash_detail {

inline constexpr std::uint64_t kHigh = 0x8080808080808080ULL;
inline constexpr std::uint64_t kLower = 0x2020202020202020ULL;

__extension__ using Wide = unsigned __int128;

inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const Wide product = static_cast<Wide>(a ^ 0xA0761D6478BD642FULL) * (b ^ 0xE7037ED1A0B428DBULL);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t load(const char* from, std::size_t size) {
  std::uint64_t chunk = 0;
  std::memcpy(&chunk, from, size);
  return chunk;
}

// Any number of bytes; sets bit 5 of each, which lowers ASCII letters and leaves digits as they
// are.
std::uint64_t hash_long(std::string_view word);
std::uint64_t hash_folded(std::string_view word);

}  // namespace word_hash_detail

// The word [begin, end) of the text. 0 for the empty word and for those beyond kWordBytesMax.
inline std::uint64_t word_hash_in(std::string_view text, std::size_t begin, std::size_t end) {
  using namespace word_hash_detail;
  const std::size_t size = end - begin;
  if (size > 8) return hash_long(text.substr(begin, size));
  if (size == 0) return 0;
  std::uint64_t chunk = 0;
  if (begin + 8 <= text.size()) [[likely]] {
    // Reading eight bytes and dropping some is faster than reading as many as there are.
    chunk = load(text.data() + begin, 8) & (~0ULL >> (64 - 8 * size));
  } else {
    chunk = load(text.data() + begin, size);
  }
  if (chunk & kHigh) [[unlikely]]
    return hash_folded(text.substr(begin, size));
  return mix(chunk | kLower, size);
}

inline std::uint64_t word_hash(std::string_view word) { return word_hash_in(word, 0, word.size()); }

}  // namespace holdfast::detect

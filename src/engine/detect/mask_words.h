// Reading single bits and runs out of masks of one bit a byte.

#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace holdfast::detect {

using MaskWords = std::vector<std::uint64_t>;

// The bits of word `index` moved by one: bit i says what byte i - 1 of the text is.
inline std::uint64_t bits_before(const MaskWords& mask, std::size_t index) {
  return mask[index] << 1 | (index == 0 ? 0 : mask[index - 1] >> 63);
}

// Bit i says what byte i + 1 of the text is.
inline std::uint64_t bits_after(const MaskWords& mask, std::size_t index) {
  return mask[index] >> 1 | mask[index + 1] << 63;
}

// The 64 bytes from `at` on: bit i says what byte at + i is. Shifts by 64 are split: they are not
// defined.
inline std::uint64_t bits_from(const MaskWords& mask, std::uint32_t at) {
  const unsigned shift = at % 64;
  return mask[at / 64] >> shift | mask[at / 64 + 1] << 1 << (63 - shift);
}

// The 64 bytes before `at`: bit 63 says what byte at - 1 is.
inline std::uint64_t bits_until(const MaskWords& mask, std::uint32_t at) {
  const unsigned shift = at % 64;
  const std::uint64_t earlier = at < 64 ? 0 : mask[at / 64 - 1];
  return earlier >> shift | mask[at / 64] << 1 << (63 - shift);
}

// The bytes where a run of ones begins.
inline std::uint64_t run_begins(const MaskWords& mask, std::size_t index) {
  return mask[index] & ~bits_before(mask, index);
}

inline bool bit_at(const MaskWords& mask, std::uint32_t at) {
  return mask[at / 64] >> (at % 64) & 1;
}

// Only the bits of bytes [from, to) within word `index`.
inline std::uint64_t within(std::size_t index, std::uint32_t from, std::uint32_t to) {
  const std::size_t begin = index * 64;
  std::uint64_t bits = ~0ULL;
  if (from > begin) bits &= ~0ULL << (from - begin);
  if (to < begin + 64) bits &= ~(~0ULL << (to - begin));
  return bits;
}

// The first byte at `from` or later that is not in the mask. The masks end in a word of zeros.
inline std::uint32_t run_end(const MaskWords& mask, std::uint32_t from) {
  std::size_t index = from / 64;
  std::uint64_t rest = ~mask[index] >> (from % 64);
  if (rest != 0) return from + static_cast<std::uint32_t>(std::countr_zero(rest));
  do {
    ++index;
  } while (~mask[index] == 0);
  return static_cast<std::uint32_t>(index * 64 +
                                    static_cast<unsigned>(std::countr_zero(~mask[index])));
}

}  // namespace holdfast::detect

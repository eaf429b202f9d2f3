// What may stand between two groups of one number.

#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace holdfast::detect {

inline constexpr std::string_view kSeparators = " \t-./_,()[]+\n\r|*;";

// Bit i: the i-th of kSeparators.
using SeparatorSet = std::uint32_t;

namespace separators_detail {

constexpr std::array<SeparatorSet, 256> make_bits() {
  std::array<SeparatorSet, 256> bits{};
  for (std::size_t i = 0; i < kSeparators.size(); ++i) {
    bits[static_cast<unsigned char>(kSeparators[i])] = 1U << i;
  }
  return bits;
}
inline constexpr std::array<SeparatorSet, 256> kBits = make_bits();

}  // namespace separators_detail

// 0 for what is none.
constexpr SeparatorSet separator_bit(char c) {
  return separators_detail::kBits[static_cast<unsigned char>(c)];
}

constexpr bool is_separator(char c) { return separator_bit(c) != 0; }

}  // namespace holdfast::detect

// Check digit schemes that more than one number uses. The names are the standards' own.

#pragma once

#include <string_view>

#include "engine/detect/validators/digits.h"

namespace holdfast::detect {

// ISO/IEC 7812-1 annex B, the check digit last. Digits only.
constexpr bool luhn_holds(std::string_view digits) {
  int sum = 0;
  bool is_doubled = false;
  for (std::size_t i = digits.size(); i-- > 0; is_doubled = !is_doubled) {
    const int value = digit(digits[i]);
    sum += is_doubled ? value * 2 - (value > 4 ? 9 : 0) : value;
  }
  return sum % 10 == 0;
}

// The number modulo 97 with letters read as 10 to 35 (ISO/IEC 7064 MOD 97-10).
constexpr int mod97(std::string_view alnum, int start = 0) {
  int rest = start;
  for (const char c : alnum) {
    const int value = alnum_value(c);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

// ISO/IEC 7064 MOD 11,10 over all digits, the check digit last.
constexpr bool mod11_10_holds(std::string_view digits) {
  int product = 10;
  for (std::size_t i = 0; i + 1 < digits.size(); ++i) {
    int sum = (digit(digits[i]) + product) % 10;
    if (sum == 0) sum = 10;
    product = sum * 2 % 11;
  }
  return (11 - product) % 10 == digit(digits.back());
}

// ISO/IEC 7064 MOD 11-2, the check character, 0 to 9 or X, last.
constexpr bool mod11_2_holds(std::string_view text) {
  int rest = 0;
  for (const char c : text.substr(0, text.size() - 1)) rest = (rest + digit(c)) * 2 % 11;
  const int check = text.back() == 'X' ? 10 : digit(text.back());
  return (rest + check) % 11 == 1;
}

// Verhoeff, the check digit last.
constexpr bool verhoeff_holds(std::string_view digits) {
  constexpr int kMultiply[10][10] = {
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
      {2, 3, 4, 0, 1, 7, 8, 9, 5, 6}, {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
      {4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
      {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
      {8, 7, 6, 5, 9, 3, 2, 1, 0, 4}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}};
  constexpr int kPermute[8][10] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
                                   {5, 8, 0, 3, 7, 9, 6, 1, 4, 2}, {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
                                   {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
                                   {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}};
  int check = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int value = digit(digits[digits.size() - 1 - i]);
    check = kMultiply[check][kPermute[i % 8][value]];
  }
  return check == 0;
}

// EAN-13 and its kin: weights 3 and 1 in turn from the right, the check digit last.
constexpr bool ean_holds(std::string_view digits) {
  int sum = 0;
  bool is_tripled = false;
  for (std::size_t i = digits.size(); i-- > 0; is_tripled = !is_tripled) {
    sum += digit(digits[i]) * (is_tripled ? 3 : 1);
  }
  return sum % 10 == 0;
}

}  // namespace holdfast::detect

// What the validators share: shapes, numbers read from digits, weighted sums.
//
// Everything here expects ASCII and is total: a function that needs digits says so and its caller
// has checked the shape before.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/detect/validators/registry.h"

namespace holdfast::detect {

using Outcome = Check::Outcome;

constexpr Outcome strong_if(bool holds) { return holds ? Outcome::Strong : Outcome::Fail; }
constexpr Outcome pass_if(bool holds) { return holds ? Outcome::Pass : Outcome::Fail; }

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_alnum(char c) { return is_digit(c) || is_upper(c) || is_lower(c); }
constexpr bool is_hex(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}
constexpr char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr int digit(char c) { return c - '0'; }
// 0 to 9 and A=10 to Z=35, the usual value of a letter in check digit schemes.
constexpr int alnum_value(char c) { return is_digit(c) ? c - '0' : c - 'A' + 10; }

template <typename Predicate>
constexpr bool all_of(std::string_view text, Predicate holds) {
  for (const char c : text) {
    if (!holds(c)) return false;
  }
  return true;
}

constexpr bool all_digits(std::string_view text) { return !text.empty() && all_of(text, is_digit); }
constexpr bool digits_of(std::string_view text, std::size_t length) {
  return text.size() == length && all_digits(text);
}
constexpr bool contains(std::string_view set, char c) {
  return set.find(c) != std::string_view::npos;
}

// 0000, 7777: what people type to fill a field.
constexpr bool all_same(std::string_view text) {
  for (const char c : text) {
    if (c != text.front()) return false;
  }
  return true;
}

// True when every character is of the kind that `shape` has there: '9' a digit, 'A' an upper-case
// letter, 'X' either; any other character stands for itself.
constexpr bool shaped(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char want = shape[i];
    const bool fits = want == '9'   ? is_digit(c)
                      : want == 'A' ? is_upper(c)
                      : want == 'X' ? is_digit(c) || is_upper(c)
                                    : c == want;
    if (!fits) return false;
  }
  return true;
}

// At most 18 digits.
constexpr std::int64_t number(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + digit(c);
  return value;
}

constexpr int small_number(std::string_view digits) { return static_cast<int>(number(digits)); }

// Registers mark some dates by adding to the day or the month: what stands there without `added`.
constexpr int without_added(int value, int added) { return value > added ? value - added : value; }

constexpr bool between(std::int64_t value, std::int64_t low, std::int64_t high) {
  return value >= low && value <= high;
}

// Sum of digit times weight over the first N digits.
template <std::size_t N>
constexpr int weighted_sum(std::string_view digits, const int (&weights)[N]) {
  int sum = 0;
  for (std::size_t i = 0; i < N; ++i) sum += digit(digits[i]) * weights[i];
  return sum;
}

template <std::size_t N>
constexpr bool is_one_of(std::string_view text, const std::string_view (&list)[N]) {
  for (const std::string_view item : list) {
    if (item == text) return true;
  }
  return false;
}

}  // namespace holdfast::detect

// Globs: '*' is any number of bytes, '?' one byte where it is asked to be, all else itself.

#pragma once

#include <cstddef>
#include <string_view>

namespace holdfast {

enum class QuestionMark { AnyByte, Itself };

// Time is at most the product of both lengths, whatever the pattern.
constexpr bool wildcard_matches(std::string_view pattern, std::string_view text,
                                QuestionMark mark = QuestionMark::AnyByte) {
  const bool has_any_byte = mark == QuestionMark::AnyByte;
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last '*' seen
  std::size_t resume = 0;                     // where the text goes on if that '*' takes one more
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() &&
               ((pattern[p] == '?' && has_any_byte) || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace holdfast

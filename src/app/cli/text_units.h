// Counting positions in text, at the speed of memory.

#pragma once

#include <cstddef>
#include <string_view>

#include "base/utf8.h"

namespace holdfast::cli {

using Unit = OffsetCounter::Unit;

// How many units the text has. Of valid UTF-8.
std::size_t count_units(std::string_view text, Unit unit);

std::size_t count_lines(std::string_view text);  // line breaks

// The units before a byte, and the line it stands in. Linear in the text while positions go
// forward.
class TextPosition {
 public:
  TextPosition(std::string_view text, Unit unit) : text_(text), unit_(unit) {}

  struct Place {
    std::size_t units = 0;
    std::size_t line = 0;    // from 0
    std::size_t column = 0;  // code points from the line's beginning, from 0
  };
  Place at(std::size_t byte);

 private:
  std::string_view text_;
  Unit unit_;
  std::size_t byte_ = 0;
  Place place_;  // of byte_
};

}  // namespace holdfast::cli

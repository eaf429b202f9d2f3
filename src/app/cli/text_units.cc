#include "app/cli/text_units.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace holdfast::cli {
namespace {

// Counts in lanes of one byte, emptied before they can run over: the compiler makes the inner loop
// one vector comparison and one subtraction, several times as fast as a sum of wide integers.
template <typename Predicate>
std::size_t count_bytes(std::string_view text, Predicate counts) {
  constexpr std::size_t kLanes = 64;
  constexpr std::size_t kRounds = 255;
  std::size_t total = 0;
  std::size_t at = 0;
  while (text.size() - at >= kLanes) {
    std::array<std::uint8_t, kLanes> lanes{};
    const std::size_t rounds = std::min(kRounds, (text.size() - at) / kLanes);
    for (std::size_t round = 0; round < rounds; ++round, at += kLanes) {
      const char* block = text.data() + at;
      for (std::size_t i = 0; i < kLanes; ++i) {
        lanes[i] = static_cast<std::uint8_t>(lanes[i] + (counts(block[i]) ? 1 : 0));
      }
    }
    for (const std::uint8_t lane : lanes) total += lane;
  }
  for (; at < text.size(); ++at) total += counts(text[at]) ? 1 : 0;
  return total;
}

}  // namespace

std::size_t count_units(std::string_view text, Unit unit) {
  if (unit == Unit::Byte) return text.size();
  // As signed bytes the continuation bytes are those below -64.
  std::size_t units = count_bytes(text, [](char c) { return static_cast<signed char>(c) >= -64; });
  if (unit == Unit::Utf16) {
    units += count_bytes(text, [](char c) { return static_cast<unsigned char>(c) >= 0xF0; });
  }
  return units;
}

std::size_t count_lines(std::string_view text) {
  return count_bytes(text, [](char c) { return c == '\n'; });
}

TextPosition::Place TextPosition::at(std::size_t byte) {
  if (byte < byte_) byte_ = units_ = line_ = 0;
  const std::string_view passed = text_.substr(byte_, byte - byte_);
  units_ += count_units(passed, unit_);
  line_ += count_lines(passed);
  byte_ = byte;
  const std::size_t line_break = byte == 0 ? text_.npos : text_.rfind('\n', byte - 1);
  const std::size_t line_begin = line_break == text_.npos ? 0 : line_break + 1;
  const std::size_t column =
      count_units(text_.substr(line_begin, byte - line_begin), Unit::CodePoint);
  return {units_, line_, column};
}

}  // namespace holdfast::cli

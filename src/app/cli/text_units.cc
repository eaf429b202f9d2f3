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
  if (byte < byte_) {
    byte_ = 0;
    place_ = {};
  }
  const std::string_view passed = text_.substr(byte_, byte - byte_);
  const std::size_t line_break = passed.rfind('\n');
  if (line_break == passed.npos) {
    place_.column += count_units(passed, Unit::CodePoint);
  } else {
    place_.line += count_lines(passed);
    place_.column = count_units(passed.substr(line_break + 1), Unit::CodePoint);
  }
  place_.units += count_units(passed, unit_);
  byte_ = byte;
  return place_;
}

}  // namespace holdfast::cli

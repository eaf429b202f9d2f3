#include "base/utf8.h"

#include <algorithm>

#include <simdjson.h>

#include "base/check.h"

namespace holdfast {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

}  // namespace

// Table 3-7 of the Unicode standard: the second byte's range depends on the first.
Utf8Step utf8_step(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at);
  if (first < 0x80) return {first, 1, true};
  unsigned low = 0x80;
  unsigned high = 0xBF;
  std::size_t needed;
  char32_t point;
  if (first >= 0xC2 && first <= 0xDF) {
    needed = 1;
    point = first & 0x1F;
  } else if (first >= 0xE0 && first <= 0xEF) {
    needed = 2;
    point = first & 0x0F;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
  } else if (first >= 0xF0 && first <= 0xF4) {
    needed = 3;
    point = first & 0x07;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
  } else {
    return {kReplacement, 1, false};
  }
  for (std::size_t i = 1; i <= needed; ++i) {
    if (at + i >= text.size()) return {kReplacement, static_cast<std::uint8_t>(i), false};
    const unsigned next = byte_at(text, at + i);
    if (next < low || next > high) return {kReplacement, static_cast<std::uint8_t>(i), false};
    point = point << 6 | (next & 0x3F);
    low = 0x80;
    high = 0xBF;
  }
  return {point, static_cast<std::uint8_t>(needed + 1), true};
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::string to_valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const Utf8Step step = utf8_step(text, i);
    if (step.is_valid) {
      out.append(text, i, step.length);
    } else {
      append_utf8(out, kReplacement);
    }
    i += step.length;
  }
  return out;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::size_t OffsetCounter::at(std::size_t byte_offset) {
  CHECK(byte_offset >= byte_ && byte_offset <= text_.size());
  if (unit_ == Unit::Byte) return byte_offset;
  while (byte_ < byte_offset) {
    const Utf8Step step = utf8_step(text_, byte_);
    byte_ += step.length;
    count_ += unit_ == Unit::Utf16 && step.code_point > 0xFFFF ? 2 : 1;
  }
  return count_;
}

}  // namespace holdfast

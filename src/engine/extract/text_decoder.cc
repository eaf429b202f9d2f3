#include "engine/extract/text_decoder.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace holdfast::extract {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16LeMark = "\xFF\xFE";
constexpr std::string_view kUtf16BeMark = "\xFE\xFF";

// windows-1252 from 0x80 to 0x9F; the five places it leaves open keep their number.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

char32_t unit_at(std::string_view text, std::size_t at, bool is_big_endian) {
  const auto first = static_cast<unsigned char>(text[at]);
  const auto second = static_cast<unsigned char>(text[at + 1]);
  return static_cast<char32_t>(is_big_endian ? first << 8 | second : second << 8 | first);
}

// UTF-16 without a mark shows as zero bytes on one side of most pairs, as Latin text has.
std::optional<TextEncoding> guess_unmarked_utf16(std::string_view text) {
  const std::string_view sample = text.substr(0, 4096);
  if (sample.size() < 4) return std::nullopt;
  std::array<std::size_t, 2> zero_count{};
  for (std::size_t i = 0; i + 1 < sample.size(); i += 2) {
    zero_count[0] += sample[i] == '\0' ? 1 : 0;
    zero_count[1] += sample[i + 1] == '\0' ? 1 : 0;
  }
  const std::size_t pair_count = sample.size() / 2;
  const auto most = [&](std::size_t n) { return n * 10 >= pair_count * 7; };
  const auto few = [&](std::size_t n) { return n * 10 <= pair_count; };
  if (most(zero_count[1]) && few(zero_count[0])) return TextEncoding::Utf16Le;
  if (most(zero_count[0]) && few(zero_count[1])) return TextEncoding::Utf16Be;
  return std::nullopt;
}

// At least ten whole multi-byte characters for each damaged place.
bool is_mostly_utf8(std::string_view text) {
  std::size_t good = 0;
  std::size_t bad = 0;
  for (std::size_t i = 0; i < text.size();) {
    const Utf8Step step = utf8_step(text, i);
    if (!step.is_valid) ++bad;
    if (step.is_valid && step.length > 1) ++good;
    i += step.length;
  }
  return good >= bad * 10;
}

Segment segment(std::size_t text_begin, std::size_t text_bytes, std::size_t source_begin,
                std::size_t source_bytes) {
  return {static_cast<std::uint32_t>(text_begin), static_cast<std::uint32_t>(text_bytes),
          static_cast<std::uint32_t>(source_begin), static_cast<std::uint32_t>(source_bytes)};
}

Part decode_utf8(std::string_view text) {
  Part part;
  const std::size_t begin = text.starts_with(kUtf8Mark) ? kUtf8Mark.size() : 0;
  if (is_utf8(text)) {
    part.text = text.substr(begin);
    if (begin > 0) part.segments = {segment(0, part.text.size(), begin, part.text.size())};
    return part;
  }
  part.text.reserve(text.size());
  std::size_t run_begin = begin;
  const auto end_run = [&](std::size_t end) {
    if (end == run_begin) return;
    const std::size_t run_bytes = end - run_begin;
    part.segments.push_back(segment(part.text.size(), run_bytes, run_begin, run_bytes));
    part.text.append(text, run_begin, run_bytes);
  };
  for (std::size_t i = begin; i < text.size();) {
    const Utf8Step step = utf8_step(text, i);
    if (!step.is_valid) {
      end_run(i);
      part.segments.push_back(segment(part.text.size(), 3, i, step.length));
      append_utf8(part.text, kReplacement);
      run_begin = i + step.length;
    }
    i += step.length;
  }
  end_run(text.size());
  return part;
}

void append_unit(std::string& out, char32_t unit, bool is_big_endian) {
  const char high = static_cast<char>(unit >> 8);
  const char low = static_cast<char>(unit & 0xFF);
  out += is_big_endian ? high : low;
  out += is_big_endian ? low : high;
}

char to_windows1252(char32_t c) {
  if (c < 0x80 || (c >= 0xA0 && c <= 0xFF)) return static_cast<char>(c);
  const auto found = std::ranges::find(kWindows1252, c);
  if (found == kWindows1252.end()) return '#';
  return static_cast<char>(0x80 + (found - kWindows1252.begin()));
}

}  // namespace

TextEncoding guess_encoding(std::string_view text) {
  if (text.starts_with(kUtf16LeMark)) return TextEncoding::Utf16Le;
  if (text.starts_with(kUtf16BeMark)) return TextEncoding::Utf16Be;
  if (text.starts_with(kUtf8Mark)) return TextEncoding::Utf8;
  if (const auto found = guess_unmarked_utf16(text)) return *found;
  if (is_utf8(text)) return TextEncoding::Utf8;
  return is_mostly_utf8(text) ? TextEncoding::Utf8 : TextEncoding::Windows1252;
}

DecodedCharacter decode_character(std::string_view text, std::size_t at, TextEncoding encoding) {
  if (encoding == TextEncoding::Windows1252) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const char32_t point = byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80U] : byte;
    return {point, 1};
  }
  const bool is_big_endian = encoding == TextEncoding::Utf16Be;
  if (at + 1 >= text.size()) return {kReplacement, 1};
  const char32_t first = unit_at(text, at, is_big_endian);
  if (first < 0xD800 || first > 0xDFFF) return {first, 2};
  if (first < 0xDC00 && at + 3 < text.size()) {
    const char32_t second = unit_at(text, at + 2, is_big_endian);
    if (second >= 0xDC00 && second <= 0xDFFF) {
      return {0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), 4};
    }
  }
  return {kReplacement, 2};
}

Part decode_text(std::string_view text) { return decode_text(text, guess_encoding(text)); }

Part decode_text(std::string_view text, TextEncoding encoding) {
  if (encoding == TextEncoding::Utf8) return decode_utf8(text);
  Part part;
  part.encoding = encoding;
  const bool is_marked = encoding != TextEncoding::Windows1252 &&
                         (text.starts_with(kUtf16LeMark) || text.starts_with(kUtf16BeMark));
  const std::size_t begin = is_marked ? 2 : 0;
  part.text.reserve(text.size());
  for (std::size_t i = begin; i < text.size();) {
    const DecodedCharacter character = decode_character(text, i, encoding);
    append_utf8(part.text, character.code_point);
    i += character.source_bytes;
  }
  part.segments = {segment(0, part.text.size(), begin, text.size() - begin)};
  return part;
}

std::string encode_text(std::string_view utf8, TextEncoding encoding) {
  if (encoding == TextEncoding::Utf8) return std::string(utf8);
  std::string out;
  const bool is_big_endian = encoding == TextEncoding::Utf16Be;
  for (std::size_t i = 0; i < utf8.size();) {
    const Utf8Step step = utf8_step(utf8, i);
    i += step.length;
    if (encoding == TextEncoding::Windows1252) {
      out += to_windows1252(step.code_point);
    } else if (step.code_point < 0x10000) {
      append_unit(out, step.code_point, is_big_endian);
    } else {
      append_unit(out, 0xD800 + ((step.code_point - 0x10000) >> 10), is_big_endian);
      append_unit(out, 0xDC00 + (step.code_point & 0x3FF), is_big_endian);
    }
  }
  return out;
}

}  // namespace holdfast::extract

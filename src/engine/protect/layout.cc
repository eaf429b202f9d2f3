#include "engine/protect/layout.h"

#include <algorithm>

#include "base/unicode_digits.h"
#include "base/utf8.h"
#include "engine/protect/mask.h"

namespace holdfast::protect {
namespace {

constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::size_t kHexRunMin = 4;  // as in the groups of a UUID
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";

bool is_upper_latin(char32_t c) {
  return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE) ||
         (c >= 0x100 && c <= 0x24F && c % 2 == 0);
}

// Blocks in which 32 letters stand side by side in one case: what is picked exists.
char32_t another_of_block(char32_t c, KeyedStream& stream) {
  struct Block {
    char32_t first, last;
  };
  static constexpr Block kBlocks[] = {
      {0x391, 0x3A1},   {0x3B1, 0x3C9},   {0x410, 0x42F},   {0x430, 0x44F}, {0x5D0, 0x5EA},
      {0x627, 0x63A},   {0x641, 0x64A},   {0x905, 0x939},   {0xE01, 0xE2E}, {0x3042, 0x3062},
      {0x30A2, 0x30C2}, {0x4E00, 0x9FA5}, {0xAC00, 0xD7A3},
  };
  for (const Block& block : kBlocks) {
    if (c < block.first || c > block.last) continue;
    return block.first + stream.below(static_cast<std::uint32_t>(block.last - block.first + 1));
  }
  return 0;
}

constexpr bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

constexpr bool is_ascii_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

void append_another(std::string& out, char32_t c, bool is_hex_digit, KeyedStream& stream) {
  if (is_hex_digit && digit_value(c) < 0) {
    out.push_back(stream.one_of(c < 'a' ? "ABCDEF" : "abcdef"));
  } else if (digit_value(c) >= 0) {
    out.push_back(static_cast<char>('0' + stream.below(10)));
  } else if (const char32_t other = c < 0x250 ? 0 : another_of_block(c, stream)) {
    append_utf8(out, other);
  } else {
    out.push_back(stream.one_of(is_upper_latin(c) ? kUpper : kLower));
  }
}

}  // namespace

std::string compact_form(std::string_view value) {
  std::string out;
  for (std::size_t at = 0; at < value.size();) {
    const Utf8Step step = utf8_step(value, at);
    const char32_t c = step.code_point;
    if (const int digit = digit_value(c); digit >= 0) {
      out.push_back(static_cast<char>('0' + digit));
    } else if (c >= 'a' && c <= 'z') {
      out.push_back(static_cast<char>(c - 'a' + 'A'));
    } else if (!is_separator(c) || (out.empty() && (c == '+' || c == 0xFF0B))) {
      out += c == 0xFF0B ? "+" : value.substr(at, step.length);
    }
    at += step.length;
  }
  return out;
}

std::string laid_out_like(std::string_view value, std::string_view compact) {
  std::string out;
  std::size_t used = compact.starts_with('+') ? 1 : 0;
  for (std::size_t at = 0; at < value.size();) {
    const Utf8Step step = utf8_step(value, at);
    const char32_t c = step.code_point;
    if (is_separator(c)) {
      out += value.substr(at, step.length);
    } else {
      if (used == compact.size()) return {};
      const char next = compact[used++];
      const bool is_lowered = next >= 'A' && next <= 'Z' && c >= 'a' && c <= 'z';
      out.push_back(is_lowered ? static_cast<char>(next - 'A' + 'a') : next);
    }
    at += step.length;
  }
  return used == compact.size() ? out : std::string();
}

std::vector<bool> hex_places(std::string_view value) {
  std::vector<bool> places(value.size(), false);
  for (std::size_t at = 0; at < value.size();) {
    std::size_t end = at;
    bool has_digit = false;
    bool all_hex = true;
    for (; end < value.size() && is_ascii_alnum(value[end]); ++end) {
      has_digit = has_digit || value[end] <= '9';
      all_hex = all_hex && is_hex(value[end]);
    }
    if (all_hex && has_digit && end - at >= kHexRunMin) {
      std::fill(places.begin() + static_cast<std::ptrdiff_t>(at),
                places.begin() + static_cast<std::ptrdiff_t>(end), true);
    }
    at = std::max(end, at + 1);
  }
  return places;
}

std::string same_shape(std::string_view value, KeyedStream& stream) {
  std::string out;
  const std::vector<bool> is_hex_place = hex_places(value);
  for (std::size_t at = 0; at < value.size();) {
    const Utf8Step step = utf8_step(value, at);
    if (step.is_valid && is_separator(step.code_point)) {
      out += value.substr(at, step.length);
    } else {
      append_another(out, step.code_point, is_hex_place[at], stream);
    }
    at += step.length;
  }
  return out;
}

LetterCase case_of(std::string_view word) {
  std::size_t uppers = 0;
  std::size_t lowers = 0;
  for (std::size_t at = 0; at < word.size();) {
    const Utf8Step step = utf8_step(word, at);
    (is_upper_latin(step.code_point) ? uppers : lowers) += 1;
    at += step.length;
  }
  if (uppers == 0) return LetterCase::Lower;
  return lowers == 0 && uppers > 1 ? LetterCase::Upper : LetterCase::Capitalised;
}

std::string in_case(std::string_view word, LetterCase letter_case) {
  std::string out;
  for (const char c : word) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_upper =
        letter_case == LetterCase::Upper || (letter_case == LetterCase::Capitalised && out.empty());
    out.push_back(!is_letter ? c : static_cast<char>(is_upper ? c & ~0x20 : c | 0x20));
  }
  return out;
}

}  // namespace holdfast::protect

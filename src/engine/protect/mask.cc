#include "engine/protect/mask.h"

#include <algorithm>

#include "base/unicode_digits.h"
#include "base/utf8.h"

namespace holdfast::protect {
namespace {

bool is_ascii_alnum(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::size_t count_meaningful(std::string_view value) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < value.size();) {
    const Utf8Step step = utf8_step(value, at);
    count += is_separator(step.code_point) ? 0 : 1;
    at += step.length;
  }
  return count;
}

constexpr std::size_t kSaidWordsMin = 3;

// Digits said in words: the lengths of the words would tell most of them. Names of as many words
// fare alike; an address, of which nothing is kept anyway, has digits.
bool is_said(std::string_view value, Transform transform) {
  std::size_t words = 0;
  std::size_t letters = 0;   // so far in this word
  bool is_set_apart = true;  // from what stands before, as words of a sentence are
  bool has_digits = false;
  for (std::size_t at = 0; at < value.size();) {
    const Utf8Step step = utf8_step(value, at);
    const char32_t c = step.code_point;
    at += step.length;
    if (digit_value(c) >= 0) {
      has_digits = true;
    } else if (!is_separator(c)) {
      words += ++letters == 2 && is_set_apart ? 1 : 0;
      continue;
    }
    is_set_apart = c == ' ' || c == '-' || c == '\n';
    letters = 0;
  }
  return words >= kSaidWordsMin &&
         (!has_digits || transform.keep_last > 0 || transform.keep_first > 0);
}

void append_said_masked(std::string& out, std::string_view value, char mask) {
  constexpr std::size_t kMaskLength = 3;
  bool is_within = false;
  for (std::size_t at = 0; at < value.size();) {
    const Utf8Step step = utf8_step(value, at);
    const bool is_word = !is_separator(step.code_point);
    if (is_word && !is_within) out.append(kMaskLength, mask);
    if (!is_word) out.append(value.substr(at, step.length));
    is_within = is_word;
    at += step.length;
  }
}

char32_t to_plain(char32_t c) {
  if (const int digit = digit_value(c); digit >= 0) return U'0' + static_cast<char32_t>(digit);
  if (c >= 0xFF21 && c <= 0xFF3A) return 'A' + (c - 0xFF21);  // full width letters
  if (c >= 0xFF41 && c <= 0xFF5A) return 'A' + (c - 0xFF41);
  if (c >= 'a' && c <= 'z') return c - 0x20;
  const bool is_small_latin1 = c >= 0xE0 && c <= 0xFE && c != 0xF7;  // à to þ without ÷
  const bool is_small_greek_or_cyrillic = (c >= 0x3B1 && c <= 0x3C9) || (c >= 0x430 && c <= 0x44F);
  if (is_small_latin1 || is_small_greek_or_cyrillic) return c - 0x20;
  // Latin Extended-A: pairs of upper and lower case, even and odd.
  if (c >= 0x100 && c <= 0x137 && c % 2 == 1) return c - 1;
  return c;
}

bool keeps_punctuation(std::string_view type_name) {
  return type_name == "ip_address" || type_name == "email" || type_name == "url";
}

bool is_invisible_or_space(char32_t c) {
  return c <= ' ' || c == 0x7F || (c >= 0x80 && is_separator(c));
}

}  // namespace

bool is_separator(char32_t c) {
  if (c < 0x80) return !is_ascii_alnum(c);
  if (digit_value(c) >= 0 || (c >= 0x2460 && c <= 0x24FF)) return false;  // in circles, in brackets
  if (c < 0xC0) return c != 0xAA && c != 0xB5 && c != 0xBA;               // ª µ º are letters
  return c == 0xD7 || c == 0xF7 ||                                        // × ÷
         c == 0x034F || c == 0x061C || c == 0x180E ||                     // invisible
         (c >= 0x2000 && c <= 0x206F) ||                                  // general punctuation
         (c >= 0x2190 && c <= 0x2BFF) ||                 // arrows, box drawing, shapes
         (c >= 0x3000 && c <= 0x3003) || c == 0x30FB ||  // ideographic space and points
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF ||  // variation selectors, byte order mark
         (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) ||
         (c >= 0xFF3B && c <= 0xFF40) || (c >= 0xFF5B && c <= 0xFF65);  // full width punctuation
}

void append_masked(std::string& out, std::string_view value, Transform transform) {
  // A mask character beyond ASCII would not be one character in UTF-8.
  const char mask =
      transform.mask_char > ' ' && transform.mask_char < 0x7F ? transform.mask_char : '*';
  if (is_said(value, transform)) return append_said_masked(out, value, mask);
  const std::size_t meaningful = count_meaningful(value);
  const std::size_t kept_last = std::min<std::size_t>(transform.keep_last, meaningful / 2);
  const std::size_t kept_first =
      std::min<std::size_t>(transform.keep_first, meaningful / 2 - kept_last);
  std::size_t index = 0;  // of letters and digits
  for (std::size_t at = 0; at < value.size();) {
    const Utf8Step step = utf8_step(value, at);
    const bool carries = !is_separator(step.code_point);
    const bool is_masked = carries && index >= kept_first && index < meaningful - kept_last;
    if (is_masked) {
      out.push_back(mask);
    } else {
      out.append(value.substr(at, step.length));
    }
    index += carries ? 1 : 0;
    at += step.length;
  }
}

std::string canonical_form(std::string_view value, std::string_view type_name) {
  const bool is_punctuated = keeps_punctuation(type_name);
  std::string out;
  out.reserve(value.size());
  for (std::size_t at = 0; at < value.size();) {
    const Utf8Step step = utf8_step(value, at);
    const char32_t c = step.code_point;
    const bool drops = is_punctuated ? is_invisible_or_space(c) : is_separator(c);
    if (!drops) append_utf8(out, to_plain(c));
    at += step.length;
  }
  return out;
}

}  // namespace holdfast::protect

#include "engine/detect/view.h"

#include <algorithm>

#include "base/unicode_digits.h"
#include "base/utf8.h"
#include "engine/detect/scan.h"

namespace holdfast::detect {
namespace {

bool is_invisible(char32_t c) {
  return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x20E3 ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
}

bool is_space(char32_t c) {
  return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

}  // namespace

char32_t plain_form(char32_t c) {
  if (is_invisible(c)) return 0;
  if (is_space(c)) return ' ';
  if (c == 0x85 || c == 0x2028 || c == 0x2029) return '\n';
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63) return '-';
  if (c == 0xB7 || c == 0x2022 || c == 0x2024 || c == 0x2027) return '.';
  if (c == 0x2044 || c == 0x2215) return '/';
  if (c == 0x2018 || c == 0x2019) return '\'';
  if (c == 0x201C || c == 0x201D || c == 0x201E || c == 0xAB || c == 0xBB) return '"';
  if (c == 0x2026) return '.';
  if (c == 0xA1 || c == 0xBF) return ' ';  // the marks that open a Spanish question or exclamation
  if (c == 0x3002) return '.';
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFF01 + '!';  // full-width ASCII
  // Pictures beside a number are not letters of its word.
  if ((c >= 0x2600 && c <= 0x2775) || (c >= 0x1F000 && c <= 0x1FAFF)) return ' ';
  const int digit = digit_value(c);
  return digit < 0 ? c : U'0' + static_cast<char32_t>(digit);
}

Entity entity_at(std::string_view text) {
  struct Named {
    std::string_view name;
    char32_t code_point;
  };
  constexpr Named kNamed[] = {
      {"&nbsp;", 0xA0},  {"&amp;", '&'},     {"&commat;", '@'}, {"&period;", '.'},
      {"&shy;", 0xAD},   {"&hyphen;", '-'},  {"&dash;", '-'},   {"&ndash;", '-'},
      {"&mdash;", '-'},  {"&minus;", '-'},   {"&ensp;", ' '},   {"&emsp;", ' '},
      {"&thinsp;", ' '}, {"&zwnj;", 0x200C}, {"&zwj;", 0x200D}, {"&sol;", '/'},
      {"&lowbar;", '_'}, {"&quot;", '"'},    {"&apos;", '\''},  {"&lt;", '<'},
      {"&gt;", '>'},     {"&colon;", ':'},   {"&plus;", '+'},   {"&num;", '#'},
  };
  if (text.size() < 4 || text[0] != '&') return {};
  if (text[1] != '#') {
    for (const Named& named : kNamed) {
      if (text.starts_with(named.name)) {
        return {named.code_point, static_cast<std::uint8_t>(named.name.size())};
      }
    }
    return {};
  }
  const bool is_hexadecimal = (text[2] | 0x20) == 'x';
  std::size_t at = is_hexadecimal ? 3 : 2;
  const std::size_t first = at;
  char32_t value = 0;
  for (; at < text.size() && at - first < 7; ++at) {
    const char c = text[at];
    unsigned digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<unsigned>(c - '0');
    } else if (is_hexadecimal && (c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
      digit = static_cast<unsigned>((c | 0x20) - 'a') + 10;
    } else {
      break;
    }
    value = value * (is_hexadecimal ? 16 : 10) + digit;
  }
  if (at == first || at >= text.size() || text[at] != ';' || value == 0 || value > 0x10FFFF ||
      (value >= 0xD800 && value <= 0xDFFF)) {
    return {};
  }
  return {value, static_cast<std::uint8_t>(at + 1)};
}

TextView::Special TextView::special_at(std::size_t at) const {
  const auto byte = static_cast<unsigned char>(original_[at]);
  if (!is_special(byte)) return {0, 0};
  if (byte == '&') {
    const Entity entity = entity_at(original_.substr(at));
    return {entity.length, entity.length == 0 ? 0 : plain_form(entity.code_point)};
  }
  const Utf8Step step = utf8_step(original_, at);
  if (!step.is_valid) return {0, 0};
  const char32_t plain = plain_form(step.code_point);
  return {plain == step.code_point ? std::size_t{0} : step.length, plain};
}

void TextView::replace(std::size_t at, const Special& special, std::size_t& copied) {
  if (!is_copy_) {
    is_copy_ = true;
    copy_.clear();
    copy_.reserve(original_.size());
    drifts_.push_back({0, 0, false});
  }
  const auto place = [](std::size_t offset) { return static_cast<std::uint32_t>(offset); };
  copy_.append(original_, copied, at - copied);
  if (special.replacement != 0) {
    drifts_.push_back({place(copy_.size()), place(at), true});
    append_utf8(copy_, special.replacement);
  }
  copied = at + special.length;
  drifts_.push_back({place(copy_.size()), place(copied), false});
}

void TextView::reset(std::string_view text) {
  original_ = text;
  view_ = text;
  is_copy_ = false;
  drifts_.clear();
  std::size_t copied = 0;
  for (std::size_t at = find_special(text, 0); at < text.size();) {
    const Special special = special_at(at);
    if (special.length > 0) replace(at, special, copied);
    at = find_special(text, at + std::max<std::size_t>(special.length, 1));
  }
  if (!is_copy_) return;
  copy_.append(text, copied, text.size() - copied);
  view_ = copy_;
}

const TextView::Drift& TextView::drift_of(std::uint32_t at) const {
  const auto after =
      std::upper_bound(drifts_.begin(), drifts_.end(), at,
                       [](std::uint32_t place, const Drift& drift) { return place < drift.view; });
  return *(after - 1);
}

std::uint32_t TextView::original_begin(std::uint32_t at) const {
  if (!is_copy_) return at;
  const Drift& drift = drift_of(at);
  return drift.is_replaced ? drift.original : drift.original + (at - drift.view);
}

std::uint32_t TextView::original_end(std::uint32_t at) const {
  if (!is_copy_) return at;
  const Drift& drift = drift_of(at - 1);
  // A replacement is always followed by the drift that says where the original goes on.
  return drift.is_replaced ? (&drift + 1)->original : drift.original + (at - drift.view);
}

}  // namespace holdfast::detect

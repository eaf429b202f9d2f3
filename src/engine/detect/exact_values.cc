#include "engine/detect/exact_values.h"

#include <charconv>

#include <fmt/core.h>

#include "engine/detect/fold.h"
#include "engine/detect/rules.h"
#include "engine/detect/view.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kDigitsMin = 3;

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (is_digit(c)) digits += c;
  }
  return digits;
}

std::string plain_id(std::string_view text) {
  std::string id;
  bool has_digit = false;
  for (const char c : text) {
    if (!is_alnum(c)) continue;
    has_digit |= is_digit(c);
    id += is_ascii_letter(c) ? static_cast<char>(c & ~0x20) : c;
  }
  return has_digit && id.size() >= kDigitsMin ? id : std::string();
}

std::string plain_phone(std::string_view text, std::string_view country_code) {
  std::string digits = digits_of(text);
  if (digits.size() < 6) return {};
  if (text.find('+') != std::string_view::npos || digits.starts_with("00")) {
    if (digits.starts_with("00")) digits.erase(0, 2);
    return without_trunk_zero(digits, country_code);
  }
  if (country_code.empty()) return digits;
  // "44 20 …" without a plus is taken as it is where it cannot be a national number.
  if (digits.starts_with('0')) return std::string(country_code) + digits.substr(1);
  if (digits.starts_with(country_code) && digits.size() > 10) {
    return without_trunk_zero(digits, country_code);
  }
  return std::string(country_code) + digits;
}

std::string plain_email(std::string_view text) {
  const std::string lower = folded(text);
  const std::size_t at = lower.find('@');
  const bool has_both = at != std::string::npos && at > 0 && at + 1 < lower.size();
  return has_both && lower.find(' ') == std::string::npos ? lower : std::string();
}

// Three numbers in the order given, whatever stands between them; or eight digits in a row.
std::string plain_day(std::string_view text, DateOrder order) {
  text = text.substr(0, text.find('T'));
  std::string parts[3];
  std::size_t count = 0;
  bool is_in_number = false;
  for (const char c : text) {
    if (is_digit(c)) {
      if (!is_in_number && ++count > 3) break;  // a time of day follows
      parts[count - 1] += c;
    }
    is_in_number = is_digit(c);
  }
  if (count == 1 && parts[0].size() == 8) {
    const std::string all = parts[0];
    const bool year_first = order == DateOrder::YearMonthDay;
    parts[0] = all.substr(0, year_first ? 4 : 2);
    parts[1] = all.substr(year_first ? 4 : 2, 2);
    parts[2] = all.substr(year_first ? 6 : 4);
    count = 3;
  }
  if (count < 3) return {};
  unsigned numbers[3] = {};
  for (std::size_t i = 0; i < 3; ++i) {
    if (parts[i].size() > 4) return {};
    std::from_chars(parts[i].data(), parts[i].data() + parts[i].size(), numbers[i]);
  }
  if (order == DateOrder::YearMonthDay) return plain_date(numbers[0], numbers[1], numbers[2]);
  if (order == DateOrder::DayMonthYear) return plain_date(numbers[2], numbers[1], numbers[0]);
  return plain_date(numbers[2], numbers[0], numbers[1]);
}

std::string plain_of(const ExactColumn& column, std::string_view text) {
  switch (column.kind) {
    case ColumnKind::Digits: {
      std::string digits = digits_of(text);
      return digits.size() < kDigitsMin || digits.size() > kDigitsMax ? std::string() : digits;
    }
    case ColumnKind::Id:
      return plain_id(text);
    case ColumnKind::Phone:
      return plain_phone(text, column.country_code);
    case ColumnKind::Email:
      return plain_email(text);
    case ColumnKind::Date:
      return plain_day(text, column.order);
    case ColumnKind::Name:
      return plain_name(text);
  }
  return {};
}

}  // namespace

std::string without_trunk_zero(std::string_view digits, std::string_view country_code) {
  std::string plain(digits);
  const std::size_t at = country_code.size();
  if (at > 0 && digits.starts_with(country_code) && digits.substr(at).starts_with('0')) {
    plain.erase(at, 1);
  }
  return plain;
}

std::string plain_date(unsigned year, unsigned month, unsigned day) {
  constexpr unsigned kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1 || day > kDays[month - 1]) {
    return {};
  }
  return fmt::format("{:04}{:02}{:02}", year, month, day);
}

std::string plain_name(std::string_view words) {
  const std::string lower = folded(words);
  std::string plain;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const auto byte = static_cast<unsigned char>(lower[i]);
    if (byte >= 0x80) {
      // Apostrophes and dashes of typography: U+2010 to U+201F.
      if (lower.compare(i, 2, "\xE2\x80") == 0 && i + 2 < lower.size()) {
        i += 2;
        continue;
      }
      plain += lower[i];
    } else if (is_ascii_letter(lower[i])) {
      const bool is_umlaut = lower[i] == 'e' && !plain.empty() &&
                             (plain.back() == 'a' || plain.back() == 'o' || plain.back() == 'u');
      if (!is_umlaut) plain += lower[i];
    }
  }
  return plain.size() > kExactValueBytesMax ? std::string() : plain;
}

std::string plain_cell(const ExactColumn& column, std::string_view cell) {
  TextView view;
  view.reset(cell);
  std::string_view text = view.text();
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  std::string plain = plain_of(column, text);
  return plain.size() > kExactValueBytesMax ? std::string() : plain;
}

}  // namespace holdfast::detect

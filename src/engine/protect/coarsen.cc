#include "engine/protect/coarsen.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "base/unicode_digits.h"
#include "base/utf8.h"
#include "engine/protect/layout.h"
#include "engine/protect/mask.h"

namespace holdfast::protect {
namespace {

Error invalid(const char* why) { return {ErrorCode::InvalidInput, why}; }

// Areas of fewer than 20,000 people by the 2000 census: HHS Office for Civil Rights, "Guidance
// Regarding Methods for De-identification", 26 November 2012.
constexpr std::string_view kSmallUsAreas[] = {"036", "059", "063", "102", "203", "556",
                                              "692", "790", "821", "823", "830", "831",
                                              "878", "879", "884", "890", "893"};

struct WholeNumber {
  std::int64_t floor = 0;
};

// Groups of three are told from a fraction by their length: "1,250" and "1.250" are both 1250,
// "12,50" and "12.50" both 12.
Result<WholeNumber> first_number(std::string_view text) {
  std::string digits;
  bool is_negative = false;
  bool has_fraction = false;
  char32_t before = 0;
  std::size_t at = 0;
  for (; at < text.size(); at += utf8_step(text, at).length) {
    const char32_t c = utf8_step(text, at).code_point;
    if (digit_value(c) >= 0) break;
    before = c;
  }
  is_negative = before == '-' || before == 0x2212;
  std::size_t group = 0;  // digits since the last separator; 0 before the first
  bool is_fraction = false;
  for (; at < text.size(); at += utf8_step(text, at).length) {
    const char32_t c = utf8_step(text, at).code_point;
    if (const int digit = digit_value(c); digit >= 0) {
      if (is_fraction) {
        has_fraction = has_fraction || digit != 0;
      } else {
        digits.push_back(static_cast<char>('0' + digit));
      }
      ++group;
      continue;
    }
    const bool may_group =
        c == ',' || c == '.' || c == '\'' || c == 0x2019 || c == 0xA0 || c == 0x202F;
    if (!may_group || is_fraction) break;
    std::size_t following = 0;
    for (std::size_t next = at + utf8_step(text, at).length;
         next < text.size() && digit_value(utf8_step(text, next).code_point) >= 0;
         next += utf8_step(text, next).length) {
      ++following;
    }
    if (following == 0) break;
    is_fraction = following != 3 || group > 3;
    group = 0;
  }
  if (digits.empty()) return invalid("there is no number in it");
  if (digits.size() > 18) return invalid("the number has more than 18 digits");
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  if (is_negative) value = -value - (has_fraction ? 1 : 0);
  return WholeNumber{value};
}

std::string range_text(std::int64_t low, std::int64_t high) {
  return low == high ? fmt::format("{}", low) : fmt::format("{}-{}", low, high);
}

constexpr std::array<std::pair<std::string_view, DatePart>, 6> kDateParts = {{
    {"year", DatePart::Year},
    {"quarter", DatePart::Quarter},
    {"month", DatePart::Month},
    {"month_of_year", DatePart::MonthOnly},
    {"weekday", DatePart::Weekday},
    {"decade", DatePart::Decade},
}};

constexpr std::string_view kWeekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                          "Friday", "Saturday", "Sunday"};

}  // namespace

Result<std::string> bucket_number(std::string_view text, const NumberBuckets& buckets) {
  const std::int64_t value = TRY(first_number(text))
  .floor;
  const auto& edges = buckets.edges;
  if (!edges.empty()) {
    const auto above = std::ranges::upper_bound(edges, value);
    if (above == edges.begin()) return fmt::format("<{}", edges.front());
    if (above == edges.end()) return fmt::format("{}+", edges.back());
    return range_text(*(above - 1), *above - 1);
  }
  const std::int64_t size = std::max<std::int64_t>(buckets.size, 1);
  std::int64_t low = value / size * size;
  if (low > value) low -= size;
  return range_text(low, low + size - 1);
}

Result<std::string> coarse_age(std::string_view text, std::int64_t size) {
  const std::int64_t age = TRY(first_number(text))
  .floor;
  if (age < 0 || age > 150) return invalid("the number is no age");
  if (age >= 90) return std::string("90+");
  if (size <= 1) return fmt::format("{}", age);
  const std::int64_t low = age / size * size;
  return range_text(low, std::min<std::int64_t>(low + size - 1, 89));
}

Result<std::string> postal_area(std::string_view text, const PostalAreas& areas) {
  const std::string compact = compact_form(text);
  const bool has_us_form =
      (compact.size() == 5 || compact.size() == 9) &&
      std::ranges::all_of(compact, [](char c) { return c >= '0' && c <= '9'; });
  if (compact.size() <= areas.keep)
    return invalid("the postal code has no more than is to be kept");
  const bool is_small = areas.is_us && has_us_form &&
                        std::ranges::find(kSmallUsAreas, std::string_view(compact).substr(0, 3)) !=
                            std::end(kSmallUsAreas);
  std::string out;
  std::size_t kept = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Step step = utf8_step(text, at);
    if (is_separator(step.code_point)) {
      out += text.substr(at, step.length);
    } else if (kept < areas.keep) {
      out += is_small ? "0" : text.substr(at, step.length);
      ++kept;
    } else {
      out.push_back('*');
    }
    at += step.length;
  }
  return out;
}

std::optional<DatePart> date_part_named(std::string_view name) {
  for (const auto& [known, part] : kDateParts) {
    if (known == name) return part;
  }
  return std::nullopt;
}

Result<std::string> date_part(std::string_view text, DatePart part, FieldOrder order) {
  const auto written = WrittenDate::parse(text, {.order = order});
  if (!written) return invalid("no whole date is written there");
  const CivilDate date = written->date();
  switch (part) {
    case DatePart::Year:
      return fmt::format("{:04}", date.year);
    case DatePart::Quarter:
      return fmt::format("{:04}-Q{}", date.year, (date.month + 2) / 3);
    case DatePart::Month:
      return fmt::format("{:04}-{:02}", date.year, date.month);
    case DatePart::MonthOnly:
      return fmt::format("{:02}", date.month);
    case DatePart::Weekday:
      return std::string(kWeekdays[weekday_of(date)]);
    case DatePart::Decade:
      return fmt::format("{}s", date.year / 10 * 10);
  }
  return invalid("no such part");
}

}  // namespace holdfast::protect

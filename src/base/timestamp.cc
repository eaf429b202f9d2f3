#include "base/timestamp.h"

#include <fmt/core.h>

namespace holdfast {
namespace {

// Reads exactly `count` digits at the front of `text` and drops them; -1 when they are not there.
int take_number(std::string_view& text, std::size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, std::string_view choices) {
  if (text.empty() || choices.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

int take_fraction_ms(std::string_view& text) {
  int ms = 0;
  int scale = 100;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    ms += (text.front() - '0') * scale;
    scale /= 10;
    text.remove_prefix(1);
  }
  return ms;
}

const Error kNotATime{ErrorCode::InvalidInput, "not an RFC 3339 time such as 2026-11-22T07:10:38Z"};

}  // namespace

std::string to_rfc3339(Timestamp at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  std::string text = "0000-00-00T00:00:00.000Z";
  // Right to left, from the place of the last digit.
  const auto put = [&text](std::size_t place, std::int64_t number) {
    for (; number > 0; number /= 10) text[place--] = static_cast<char>('0' + number % 10);
  };
  put(6, static_cast<unsigned>(date.month()));
  put(9, static_cast<unsigned>(date.day()));
  put(12, time.hours().count());
  put(15, time.minutes().count());
  put(18, time.seconds().count());
  put(22, time.subseconds().count());
  const int year = static_cast<int>(date.year());
  if (year < 0 || year > 9999) {  // No RFC 3339 any more, but still a time that somebody stored.
    return fmt::format("{:04}", year) + text.substr(4);
  }
  put(3, year);
  return text;
}

Result<Timestamp> from_rfc3339(std::string_view text) {
  const int year = take_number(text, 4);
  if (!take(text, "-")) return kNotATime;
  const int month = take_number(text, 2);
  if (!take(text, "-")) return kNotATime;
  const int day = take_number(text, 2);
  if (!take(text, "Tt ")) return kNotATime;
  const int hour = take_number(text, 2);
  if (!take(text, ":")) return kNotATime;
  const int minute = take_number(text, 2);
  if (!take(text, ":")) return kNotATime;
  const int second = take_number(text, 2);
  if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0) return kNotATime;

  int ms = 0;
  if (take(text, ".")) ms = take_fraction_ms(text);
  std::chrono::minutes offset{0};
  if (!take(text, "Zz")) {
    const bool west = !text.empty() && text.front() == '-';
    if (!take(text, "+-")) return kNotATime;
    const int hours = take_number(text, 2);
    if (!take(text, ":")) return kNotATime;
    const int minutes = take_number(text, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return kNotATime;
    offset = std::chrono::minutes(hours * 60 + minutes) * (west ? -1 : 1);
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!text.empty() || !date.ok() || hour > 23 || minute > 59 || second > 60) return kNotATime;
  return Timestamp(std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(hour) +
                   std::chrono::minutes(minute) + std::chrono::seconds(second) +
                   std::chrono::milliseconds(ms) - offset);
}

}  // namespace holdfast

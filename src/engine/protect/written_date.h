// A date as somebody wrote it, and another date in the same writing.
//
// "14/03/1985", "March 14, 1985", "14. März 85", "1985-03-14T10:00": what is changed are the day,
// the month and the year, each where and how it stood. Pure and thread-safe.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::protect {

// Of the proleptic Gregorian calendar.
struct CivilDate {
  int year = 0;
  int month = 0;  // 1 to 12
  int day = 0;    // 1 to 31
  bool operator==(const CivilDate&) const = default;
};

bool exists(CivilDate date);
// Days since 1970-01-01, before it negative. Of a date that exists.
std::int64_t days_from_epoch(CivilDate date);
CivilDate date_of_days(std::int64_t days);
// 0 Monday to 6 Sunday.
int weekday_of(CivilDate date);

enum class FieldOrder : std::uint8_t { DayFirst, MonthFirst };

// How 03/04/1985 is read. Where the order makes no date of what is written the other one may be
// tried, which is no way to read what has to be read again after it was changed.
struct DateReading {
  FieldOrder order = FieldOrder::DayFirst;
  bool may_swap = true;
};

class WrittenDate {
 public:
  // Nothing when the text does not begin with a whole date. The name of a weekday before it and a
  // time behind it stay as they are. Two digits of a year mean 1930 to 2029, as most programs have
  // it; between dots the day is always first.
  static std::optional<WrittenDate> parse(std::string_view text, const DateReading& reading = {});

  CivilDate date() const { return date_; }
  bool has_two_digit_year() const { return year_.end - year_.begin == 2; }

  // Nothing where the year does not fit its two or four digits: 2030 written with two would be read
  // as 1930. A day and a month are padded with zeros when both were written with two digits.
  std::optional<std::string> with(CivilDate date) const;

 private:
  struct Field {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  bool read_names(const std::vector<Field>& numbers, std::size_t month_at);
  bool read_eight_digits(const Field& number, const DateReading& reading);
  bool read_numbers(const std::vector<Field>& numbers, const DateReading& reading);
  int number_at(const Field& field) const;
  bool finish();

  std::string text_;
  CivilDate date_;
  Field year_, month_, day_;
  bool is_padded_ = true;
  // Of a month in letters: which language's and whether short; -1 in digits.
  int month_list_ = -1;
  Field ordinal_;  // "st" of "1st"; none: empty
};

}  // namespace holdfast::protect

// Dates: which exist, and where national numbers carry them.

#pragma once

#include <string_view>

#include "engine/detect/validators/digits.h"

namespace holdfast::detect {

struct Date {
  int year = 0;  // four digits; 0 when the writer gave none
  int month = 0;
  int day = 0;
};

constexpr int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && is_leap ? 29 : kDays[month - 1];
}

constexpr bool date_exists(Date date) {
  return between(date.month, 1, 12) && between(date.day, 1, days_in_month(date.year, date.month));
}

// "YYMMDD" or "DDMMYY" in one of the two centuries that two digits can mean.
constexpr bool yymmdd_exists(std::string_view text) {
  const int year = small_number(text.substr(0, 2));
  const int month = small_number(text.substr(2, 2));
  const int day = small_number(text.substr(4, 2));
  return date_exists({1900 + year, month, day}) || date_exists({2000 + year, month, day});
}
constexpr bool ddmmyy_exists(std::string_view text) {
  const int day = small_number(text.substr(0, 2));
  const int month = small_number(text.substr(2, 2));
  const int year = small_number(text.substr(4, 2));
  return date_exists({1900 + year, month, day}) || date_exists({2000 + year, month, day});
}
constexpr bool yyyymmdd_exists(std::string_view text) {
  return date_exists({small_number(text.substr(0, 4)), small_number(text.substr(4, 2)),
                      small_number(text.substr(6, 2))});
}

}  // namespace holdfast::detect

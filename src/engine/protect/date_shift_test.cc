#include "engine/protect/date_shift.h"

#include <random>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace holdfast::protect {
namespace {

const Bytes kKey = as_bytes("a key of some length");

std::string shifted(std::string_view text, int days, const ShiftRule& rule = {}) {
  const auto moved = shift_date(text, days, rule);
  return moved ? *moved : "refused";
}

TEST(CivilDate, CountsDaysOverLeapYearsAndCenturies) {
  EXPECT_EQ(days_from_epoch({1970, 1, 1}), 0);
  EXPECT_EQ(days_from_epoch({2000, 3, 1}), 11017);
  EXPECT_EQ(days_from_epoch({1900, 3, 1}) - days_from_epoch({1900, 2, 28}), 1);
  EXPECT_EQ(days_from_epoch({2000, 3, 1}) - days_from_epoch({2000, 2, 28}), 2);
  for (std::int64_t days = -800'000; days < 800'000; days += 373) {
    const CivilDate date = date_of_days(days);
    if (date.year < 1) continue;
    EXPECT_TRUE(exists(date)) << days;
    EXPECT_EQ(days_from_epoch(date), days);
  }
  EXPECT_FALSE(exists({1900, 2, 29}));
  EXPECT_TRUE(exists({2000, 2, 29}));
  EXPECT_EQ(weekday_of({2026, 12, 1}), 1);  // a Tuesday
  EXPECT_EQ(weekday_of({1969, 12, 29}), 0);
}

TEST(DateShift, KeepsTheWriting) {
  EXPECT_EQ(shifted("1985-03-14", 1), "1985-03-15");
  EXPECT_EQ(shifted("1985-03-14T10:00:00Z", 20), "1985-04-03T10:00:00Z");
  EXPECT_EQ(shifted("14.03.1985", 30), "13.04.1985");
  EXPECT_EQ(shifted("3/4/1985", 1), "4/4/1985");
  EXPECT_EQ(shifted("3/4/1985", 1, {.order = FieldOrder::MonthFirst}), "3/5/1985");
  EXPECT_EQ(shifted("14 March 1985", 30), "13 April 1985");
  EXPECT_EQ(shifted("March 1st, 1985", 1), "March 2nd, 1985");
  EXPECT_EQ(shifted("MAR 14 85", 365), "MAR 14 86");
  EXPECT_EQ(shifted("14. März 1985", -40), "02. Februar 1985");
  EXPECT_EQ(shifted("14 de marzo de 1985", 31), "14 de abril de 1985");
  EXPECT_EQ(shifted("1er août 1985", 1), "2er août 1985");
  EXPECT_EQ(shifted("19850314", 1), "19850315");
  EXPECT_EQ(shifted("14031985", 1), "15031985");
  EXPECT_EQ(shifted("Thursday, 14 March 1985", 7), "Thursday, 21 March 1985");
}

TEST(DateShift, KnowsTheTwentyNinthOfFebruary) {
  EXPECT_EQ(shifted("29.02.2020", 366), "01.03.2021");
  EXPECT_EQ(shifted("28.02.2019", 1), "01.03.2019");
  EXPECT_EQ(shifted("28.02.2020", 1), "29.02.2020");
  EXPECT_EQ(shifted("29.02.2019", 1), "refused");
}

TEST(DateShift, RefusesWhatItCouldNotTakeBack) {
  EXPECT_EQ(shifted("03/25/1985", 1), "refused");  // no date with the day first
  EXPECT_EQ(shifted("03/25/1985", 1, {.order = FieldOrder::MonthFirst}), "03/26/1985");
  EXPECT_EQ(shifted("31.12.29", 1), "refused");  // 2030 in two digits reads as 1930
  EXPECT_EQ(shifted("hello", 1), "refused");
  EXPECT_EQ(shifted("12/2027", 1), "refused");
}

TEST(DateShift, ComesBackExactlyInEveryWriting) {
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const CivilDate date = date_of_days(static_cast<int>(random() % 30'000) - 8000);
    const int days = static_cast<int>(random() % 730) - 365;
    char text[64];
    for (const char* format : {"%04d-%02d-%02d", "%04d%02d%02d", "%04d/%02d/%02d 10:15"}) {
      std::snprintf(text, sizeof text, format, date.year, date.month, date.day);
      const std::string there = shifted(text, days);
      EXPECT_EQ(shifted(there, -days), text);
    }
    for (const char* format : {"%02d.%02d.%04d", "%02d/%02d/%04d", "%02d%02d%04d"}) {
      std::snprintf(text, sizeof text, format, date.day, date.month, date.year);
      EXPECT_EQ(shifted(shifted(text, days), -days), text);
      std::snprintf(text, sizeof text, format, date.month, date.day, date.year);
      const ShiftRule rule{.order = FieldOrder::MonthFirst};
      if (format[4] == '.') continue;  // between dots the day is first
      EXPECT_EQ(shifted(shifted(text, days, rule), -days, rule), text);
    }
  }
}

TEST(DateShift, IsOnePersonsOwnAndKeepsOrderAndIntervals) {
  const ShiftRule rule{.days_max = 30};
  std::set<int> seen;
  for (int i = 0; i < 2000; ++i) {
    const int days = days_of(kKey, "customer " + std::to_string(i), rule);
    EXPECT_NE(days, 0);
    EXPECT_LE(std::abs(days), 30);
    seen.insert(days);
  }
  EXPECT_EQ(seen.size(), 60U);
  EXPECT_EQ(days_of(kKey, "jo", rule), days_of(kKey, "jo", rule));
  const int days = days_of(kKey, "jo", rule);
  const auto first = WrittenDate::parse(shifted("2020-02-27", days));
  const auto second = WrittenDate::parse(shifted("2020-03-02", days));
  EXPECT_EQ(days_from_epoch(second->date()) - days_from_epoch(first->date()), 4);
}

TEST(DateShift, CanKeepTheDayOfTheWeek) {
  const ShiftRule rule{.days_max = 100, .keeps_weekday = true};
  for (int i = 0; i < 300; ++i) {
    const int days = days_of(kKey, std::to_string(i), rule);
    EXPECT_EQ(days % 7, 0);
    EXPECT_NE(days, 0);
    EXPECT_LE(std::abs(days), 98);
  }
}

}  // namespace
}  // namespace holdfast::protect

#include "engine/protect/coarsen.h"

#include <gtest/gtest.h>

namespace holdfast::protect {
namespace {

std::string or_refused(const Result<std::string>& result) { return result ? *result : "refused"; }
std::string ten(std::string_view text) { return or_refused(bucket_number(text, {})); }

TEST(BucketNumber, FallsIntoTheRangeItLiesIn) {
  EXPECT_EQ(ten("42"), "40-49");
  EXPECT_EQ(ten("49.99"), "40-49");
  EXPECT_EQ(ten("50"), "50-59");
  EXPECT_EQ(ten("0"), "0-9");
  EXPECT_EQ(ten("-1"), "-10--1");
  EXPECT_EQ(ten("-10.5"), "-20--11");
  EXPECT_EQ(or_refused(bucket_number("1,250.00 EUR", {.size = 1000})), "1000-1999");
  EXPECT_EQ(or_refused(bucket_number("1.250,00 EUR", {.size = 1000})), "1000-1999");
  EXPECT_EQ(or_refused(bucket_number("1 250", {.size = 5})), "0-4");
  EXPECT_EQ(or_refused(bucket_number("٤٢", {})), "40-49");
  EXPECT_EQ(ten("none"), "refused");
  EXPECT_EQ(ten("1234567890123456789"), "refused");
}

TEST(BucketNumber, TakesEdges) {
  const NumberBuckets edges{.edges = {18, 30, 65}};
  EXPECT_EQ(or_refused(bucket_number("17", edges)), "<18");
  EXPECT_EQ(or_refused(bucket_number("18", edges)), "18-29");
  EXPECT_EQ(or_refused(bucket_number("64", edges)), "30-64");
  EXPECT_EQ(or_refused(bucket_number("65", edges)), "65+");
}

TEST(CoarseAge, TakesAllAbove89Together) {
  EXPECT_EQ(or_refused(coarse_age("89", 1)), "89");
  EXPECT_EQ(or_refused(coarse_age("90", 1)), "90+");
  EXPECT_EQ(or_refused(coarse_age("104 years", 1)), "90+");
  EXPECT_EQ(or_refused(coarse_age("42", 5)), "40-44");
  EXPECT_EQ(or_refused(coarse_age("88", 20)), "80-89");
  EXPECT_EQ(or_refused(coarse_age("1985", 1)), "refused");
}

TEST(PostalArea, KeepsThreeUnlessTooFewLiveThere) {
  EXPECT_EQ(or_refused(postal_area("10115", {})), "101**");
  EXPECT_EQ(or_refused(postal_area("02139-1234", {})), "021**-****");
  EXPECT_EQ(or_refused(postal_area("03601", {})), "000**");
  EXPECT_EQ(or_refused(postal_area("89312", {})), "000**");
  EXPECT_EQ(or_refused(postal_area("03601", {.is_us = false})), "036**");
  EXPECT_EQ(or_refused(postal_area("SW1A 1AA", {})), "SW1* ***");
  EXPECT_EQ(or_refused(postal_area("AD1", {})), "refused");
}

TEST(DatePart, KeepsWhatWasAskedForAlone) {
  const auto part = [](std::string_view name) {
    return or_refused(date_part("14.03.1985", *date_part_named(name), FieldOrder::DayFirst));
  };
  EXPECT_EQ(part("year"), "1985");
  EXPECT_EQ(part("quarter"), "1985-Q1");
  EXPECT_EQ(part("month"), "1985-03");
  EXPECT_EQ(part("month_of_year"), "03");
  EXPECT_EQ(part("weekday"), "Thursday");
  EXPECT_EQ(part("decade"), "1980s");
  EXPECT_EQ(or_refused(date_part("soon", DatePart::Year, FieldOrder::DayFirst)), "refused");
  EXPECT_FALSE(date_part_named("second"));
}

}  // namespace
}  // namespace holdfast::protect

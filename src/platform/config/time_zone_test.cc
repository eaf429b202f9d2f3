#include "platform/config/time_zone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/timestamp.h"

namespace holdfast::config {
namespace {

using testing::HasSubstr;

std::int32_t offset(const std::string& zone, std::string_view at) {
  const Result<TimeZone> found = TimeZone::find(zone);
  const Result<Timestamp> time = from_rfc3339(at);
  EXPECT_TRUE(found && time) << zone << " " << at;
  return found && time ? found->utc_offset_minutes(*time) : -1;
}

TEST(TimeZone, SummerTimeBeginsAndEndsToTheSecond) {
  EXPECT_EQ(offset("Europe/Berlin", "2026-03-29T00:59:59Z"), 60);
  EXPECT_EQ(offset("Europe/Berlin", "2026-03-29T01:00:00Z"), 120);
  EXPECT_EQ(offset("Europe/Berlin", "2026-10-25T00:59:59Z"), 120);
  EXPECT_EQ(offset("Europe/Berlin", "2026-10-25T01:00:00Z"), 60);
}

TEST(TimeZone, TheOtherHemisphereHasItTheOtherWayRound) {
  EXPECT_EQ(offset("Australia/Sydney", "2026-01-15T00:00:00Z"), 660);
  EXPECT_EQ(offset("Australia/Sydney", "2026-07-15T00:00:00Z"), 600);
}

TEST(TimeZone, OffsetsMayBeNegativeAndHaveMinutes) {
  EXPECT_EQ(offset("America/New_York", "2026-01-15T00:00:00Z"), -300);
  EXPECT_EQ(offset("America/St_Johns", "2026-01-15T00:00:00Z"), -210);
  EXPECT_EQ(offset("Asia/Kolkata", "2026-01-15T00:00:00Z"), 330);
  EXPECT_EQ(offset("UTC", "2026-07-15T00:00:00Z"), 0);
}

TEST(TimeZone, WhatTheDatabaseDoesNotNameIsRefused) {
  for (const char* name : {"", "Europe/Berln", "europe/berlin", "+01:00", "GMT+1", "Mars/Olympus",
                           "../../etc/passwd", "\xff"}) {
    const Result<TimeZone> zone = TimeZone::find(name);
    ASSERT_FALSE(zone) << name;
    EXPECT_THAT(zone.error().message, HasSubstr("Europe/Berlin")) << name;
  }
}

}  // namespace
}  // namespace holdfast::config

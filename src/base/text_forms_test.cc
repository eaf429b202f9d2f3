// Printable forms: identifiers, times, hexadecimal.

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/timestamp.h"

namespace holdfast {
namespace {

TEST(Hex, WritesEachByteAsTwoDigits) {
  EXPECT_EQ(to_hex({}), "");
  EXPECT_EQ(to_hex(as_bytes(std::string_view("\x00\x0f\xa5\xff", 4))), "000fa5ff");
}

TEST(UuidText, ReadsBackEqual) {
  const std::string text = "0190f5c4-7a3b-7c11-9a52-3f1a2b3c4d5e";
  const auto id = parse_uuid(text);
  ASSERT_TRUE(id);
  EXPECT_EQ(to_string(*id), text);
  std::string out = "contact:";
  append_uuid(out, *id);
  EXPECT_EQ(out, "contact:" + text);
}

TEST(TimeText, IsRfc3339InUtcToTheMillisecond) {
  EXPECT_EQ(to_rfc3339(from_ms(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(from_ms(1'795'305'600'007)), "2026-11-22T00:00:00.007Z");
  EXPECT_EQ(to_rfc3339(from_ms(1'709'251'199'999)), "2024-02-29T23:59:59.999Z");
  EXPECT_EQ(to_rfc3339(from_ms(-1)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_rfc3339(from_ms(-62'135'596'800'000)), "0001-01-01T00:00:00.000Z");
  for (std::int64_t ms = 0; ms < 253'402'300'800'000; ms += 1'234'567'890'123) {
    const auto at = from_rfc3339(to_rfc3339(from_ms(ms)));
    ASSERT_TRUE(at);
    EXPECT_EQ(to_ms(*at), ms);
  }
}

// A stored time may be anything.
TEST(TimeText, SurvivesYearsThatRfc3339CannotSay) {
  EXPECT_EQ(to_rfc3339(from_ms(253'402'300'800'000)), "10000-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(from_ms(-62'167'219'200'001)), "-001-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace holdfast

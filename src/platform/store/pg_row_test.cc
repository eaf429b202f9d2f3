#include "platform/store/pg_row.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace holdfast::store {
namespace {

// A result of one row and one column, made without a server.
class PgRowTest : public testing::Test {
 protected:
  PgRow row(Oid type, std::string bytes) {
    result_.reset(PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK));
    PGresAttDesc column{};
    static char name[] = "column";
    column.name = name;
    column.typid = type;
    column.format = 1;
    PQsetResultAttrs(result_.get(), 1, &column);
    bytes_ = std::move(bytes);
    PQsetvalue(result_.get(), 0, 0, bytes_.data(), static_cast<int>(bytes_.size()));
    return {result_.get(), 0};
  }

  // As numeric_send() writes it.
  static std::string numeric(int weight, unsigned sign, const std::vector<unsigned>& digits) {
    std::string bytes;
    const auto add = [&](unsigned value) {
      bytes += static_cast<char>(value >> 8);
      bytes += static_cast<char>(value);
    };
    add(static_cast<unsigned>(digits.size()));
    add(static_cast<unsigned>(weight));
    add(sign);
    add(0);
    for (const unsigned digit : digits) add(digit);
    return bytes;
  }

  static std::string big_endian(std::uint64_t value) {
    const auto bytes = to_network_order(value);
    return {bytes.data(), bytes.size()};
  }

 private:
  PgResult result_;
  std::string bytes_;
};

TEST_F(PgRowTest, IntegersOfEveryWidthKeepTheirSign) {
  EXPECT_EQ(row(pg_type::kInt2, "\xff\xfe").integer(0), -2);
  EXPECT_EQ(row(pg_type::kInt4, std::string("\x80\0\0\0", 4)).integer(0),
            std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(row(pg_type::kInt8, big_endian(static_cast<std::uint64_t>(-7))).integer(0), -7);
  EXPECT_EQ(row(pg_type::kBool, "\x01").integer(0), 1);
}

TEST_F(PgRowTest, WholeNumericsAreIntegers) {
  EXPECT_EQ(row(pg_type::kNumeric, numeric(0, 0, {})).integer(0), 0);
  EXPECT_EQ(row(pg_type::kNumeric, numeric(0, 0, {7})).integer(0), 7);
  EXPECT_EQ(row(pg_type::kNumeric, numeric(1, 0, {12})).integer(0), 120'000);
  EXPECT_EQ(row(pg_type::kNumeric, numeric(1, 0x4000, {12, 34})).integer(0), -120'034);
  EXPECT_EQ(row(pg_type::kNumeric, numeric(4, 0, {922, 3372, 368, 5477, 5807})).integer(0),
            std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(row(pg_type::kNumeric, numeric(4, 0x4000, {922, 3372, 368, 5477, 5808})).integer(0),
            std::numeric_limits<std::int64_t>::min());
}

TEST_F(PgRowTest, NumericsAreReadAsTheNearestReal) {
  EXPECT_EQ(row(pg_type::kNumeric, numeric(0, 0, {3, 5000})).real(0), 3.5);
  EXPECT_EQ(row(pg_type::kNumeric, numeric(-1, 0, {1000})).real(0), 0.1);
  EXPECT_EQ(row(pg_type::kNumeric, numeric(2, 0x4000, {5})).real(0), -5e8);
  EXPECT_TRUE(std::isnan(row(pg_type::kNumeric, numeric(0, 0xc000, {})).real(0)));
}

TEST_F(PgRowTest, ReadingAColumnAsWhatItIsNotIsABug) {
  EXPECT_DEATH((void)row(pg_type::kText, "12").integer(0), "no integer");
  EXPECT_DEATH((void)row(pg_type::kInt8, big_endian(1)).text(0), "no text");
  EXPECT_DEATH((void)row(pg_type::kText, "12").blob(0), "kBytea");
  EXPECT_DEATH((void)row(pg_type::kNumeric, numeric(0, 0, {3, 5000})).integer(0), "CHECK");
}

}  // namespace
}  // namespace holdfast::store

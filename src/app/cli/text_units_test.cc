#include "app/cli/text_units.h"

#include <gtest/gtest.h>

namespace holdfast::cli {
namespace {

constexpr std::string_view kText = "aé\xF0\x9F\x99\x82\nzß";

TEST(TextUnits, EachUnitCountsItsOwn) {
  EXPECT_EQ(count_units(kText, Unit::Byte), 11U);
  EXPECT_EQ(count_units(kText, Unit::CodePoint), 6U);
  EXPECT_EQ(count_units(kText, Unit::Utf16), 7U);
}

TEST(TextUnits, LongTextsAreCountedAsShortOnes) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += kText;
  EXPECT_EQ(count_units(text, Unit::CodePoint), 120'000U);
  EXPECT_EQ(count_units(text, Unit::Utf16), 140'000U);
  EXPECT_EQ(count_lines(text), 20'000U);
  EXPECT_EQ(count_lines(std::string(1'000'000, '\n')), 1'000'000U);
}

TEST(TextUnits, PlacesAgreeWithCountingFromTheBeginning) {
  for (const Unit unit : {Unit::Byte, Unit::CodePoint, Unit::Utf16}) {
    TextPosition position(kText, unit);
    for (const std::size_t byte : {0U, 1U, 3U, 7U, 8U, 9U, 11U, 3U}) {
      OffsetCounter slow(kText, unit);
      EXPECT_EQ(position.at(byte).units, slow.at(byte));
    }
  }
}

TEST(TextUnits, LinesAndColumnsAreWhatAnEditorShows) {
  TextPosition position(kText, Unit::Byte);
  EXPECT_EQ(position.at(3).column, 2U);
  EXPECT_EQ(position.at(3).line, 0U);
  EXPECT_EQ(position.at(8).column, 0U);
  EXPECT_EQ(position.at(11).line, 1U);
  EXPECT_EQ(position.at(11).column, 2U);
}

}  // namespace
}  // namespace holdfast::cli

#include "engine/extract/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::extract {
namespace {

using testing::ElementsAre;

std::vector<std::string> values(const CsvRecord& record) {
  std::vector<std::string> out;
  for (const CsvCell& cell : record.cells) out.push_back(cell.value);
  return out;
}

CsvRecord read(std::string_view text, std::size_t at = 0, char delimiter = ',') {
  const auto record = read_csv_record(text, {.at = at}, delimiter);
  return record && *record ? **record : CsvRecord{};
}

TEST(Csv, ReadsQuotesLineEndsAndEmptyCells) {
  const std::string text = "a,\"b,\"\"x\"\"\nc\",\r\n,\"\"\rlast";
  const CsvRecord first = read(text);
  EXPECT_THAT(values(first), ElementsAre("a", "b,\"x\"\nc", ""));
  EXPECT_TRUE(first.cells[1].is_quoted);
  EXPECT_EQ(text.substr(first.line_end, first.end - first.line_end), "\r\n");
  const CsvRecord second = read(text, first.end);
  EXPECT_THAT(values(second), ElementsAre("", ""));
  EXPECT_THAT(values(read(text, second.end)), ElementsAre("last"));
  EXPECT_THAT(values(read("\n")), ElementsAre(""));
  EXPECT_THAT(values(read("\"a\"b,5\" nail\n")), ElementsAre("ab", "5\" nail"));
}

TEST(Csv, WaitsForTheRestOfARecord) {
  for (const char* text : {"a,b", "a,\"b\n", "a,\"b\"", "a\r", "\""}) {
    const auto record = read_csv_record(text, {.may_follow = true}, ',');
    ASSERT_TRUE(record);
    EXPECT_FALSE(*record) << text;
  }
  EXPECT_FALSE(read_csv_record("a,\"b\nc", {}, ','));
}

TEST(Csv, FindsTheDelimiter) {
  EXPECT_EQ(guess_csv_delimiter("a,b,c\n1,2,3\n"), ',');
  EXPECT_EQ(guess_csv_delimiter("a;b\n1,5;2,5\n3,5;4,5\n"), ';');
  EXPECT_EQ(guess_csv_delimiter("a\tb\nx, y\tz\n"), '\t');
  EXPECT_EQ(guess_csv_delimiter("\"a|b\"|c\n1|2"), '|');
  EXPECT_EQ(guess_csv_delimiter("one\ntwo\n"), ',');
  EXPECT_EQ(guess_csv_delimiter(""), ',');
}

TEST(Csv, WritesWhatReadsBackEqual) {
  for (const char* value : {"", "a", "a,b", "a\"b", "\"", "\r", "a\nb", " a", "a ", "ü;\t|"}) {
    for (const bool was_quoted : {false, true}) {
      for (const char delimiter : {',', ';', '\t', '|'}) {
        const std::string cell = csv_cell(value, was_quoted, delimiter);
        const CsvRecord record = read(cell + delimiter + "x\n", 0, delimiter);
        EXPECT_THAT(values(record), ElementsAre(value, "x"));
      }
    }
  }
}

}  // namespace
}  // namespace holdfast::extract

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/extract/document.h"
#include "engine/extract/mbox.h"

namespace holdfast::extract {
namespace {

using testing::HasSubstr;

Result<Document> read(std::string_view text, MediaType type, const Limits& limits = {}) {
  return extract_in_process(as_bytes(text), type, limits);
}

std::string json_text_of(std::string_view source) {
  const auto document = read(source, MediaType::Json);
  return document ? document->parts.at(0).text : "error: " + document.error().message;
}

TEST(Extract, PlainTextIsOneBody) {
  const auto document = read("hello", MediaType::PlainText);
  ASSERT_TRUE(document);
  ASSERT_EQ(document->parts.size(), 1);
  EXPECT_EQ(document->parts[0].path, "body");
  EXPECT_EQ(document->parts[0].text, "hello");
  EXPECT_TRUE(document->is_readable());
}

TEST(Extract, KeysAreTheContextOfJsonValues) {
  EXPECT_EQ(json_text_of(R"({"customer":{"card_number":"4111","dateOfBirth":"1980"},"n":5})"),
            "customer card number: 4111\ncustomer date Of Birth: 1980\nn: 5\n");
}

TEST(Extract, ItemsOfAnArrayShareALineAndItsName) {
  EXPECT_EQ(json_text_of(R"({"phones":["1","2"],"rows":[{"id":7},{"id":8}]})"),
            "phones: 1, 2\nrows id: 7\nrows id: 8\n");
}

TEST(Extract, KeysThatAreContentStayAsTheyAre) {
  EXPECT_EQ(json_text_of(R"({"jo_an@example.org":{"n":1},"sk_live_12345":"x"})"),
            "jo_an@example.org:\nn: 1\nsk_live_12345: x\n");
}

TEST(Extract, EscapesAreDecoded) {
  EXPECT_EQ(json_text_of(R"(["a\u0034\n\ud83d\ude42\/"])"), "a4\n\xF0\x9F\x99\x82/\n");
}

TEST(Extract, NumbersOfAnyLengthAreText) {
  EXPECT_EQ(json_text_of("[41111111111111111111111111, 1e999]"),
            "41111111111111111111111111, 1e999\n");
}

TEST(Extract, BrokenJsonIsAnErrorThatTellsThePlaceAndNotTheContent) {
  const auto document = read(R"({"card": 4111111111111111x})", MediaType::Json);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, ErrorCode::InvalidInput);
  EXPECT_THAT(document.error().message, HasSubstr("byte 25"));
  EXPECT_THAT(document.error().message, testing::Not(HasSubstr("4111")));
  EXPECT_FALSE(read("", MediaType::Json));
  EXPECT_FALSE(read("{} {}", MediaType::Json));
  EXPECT_FALSE(read("[\"\xFF\"]", MediaType::Json));
}

TEST(Extract, JsonLinesAreReadOneByOne) {
  const auto document = read("{\"a\":1}\n\n{\"b\":2}\r\n", MediaType::JsonLines);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->parts[0].text, "a: 1\nb: 2\n");
  EXPECT_FALSE(read("{\"a\":1} {\"b\":2}", MediaType::JsonLines));
}

TEST(Extract, LimitsAreErrorsOfTheirOwn) {
  const std::string deep = std::string(1000, '[') + std::string(1000, ']');
  EXPECT_EQ(read(deep, MediaType::Json).error().code, ErrorCode::LimitExceeded);
  EXPECT_EQ(read("12345", MediaType::PlainText, {.file_bytes_max = 4}).error().code,
            ErrorCode::LimitExceeded);
  EXPECT_EQ(read("12345", MediaType::PlainText, {.text_bytes_max = 4}).error().code,
            ErrorCode::LimitExceeded);
  EXPECT_EQ(read("[12345]", MediaType::Json, {.text_bytes_max = 4}).error().code,
            ErrorCode::LimitExceeded);
}

TEST(Extract, OtherTypesAreLeftToTheWorker) {
  EXPECT_EQ(read("<p>", MediaType::Html).error().code, ErrorCode::InvalidInput);
}

TEST(Mbox, MessagesBeginBehindTheirFromLines) {
  const std::string file =
      "From a@example.org Thu Jan  1 09:00:00 2026\nSubject: one\n\nFrom here 10:00 it is 2026\n\n"
      "From b@example.org Thu Jan  1 09:00:01 2026\r\nSubject: two\r\n\r\nFrom us\r\n";
  const auto messages = split_mbox(file);
  ASSERT_EQ(messages.size(), 3);  // an unquoted "From " line in a body divides, as in mail programs
  EXPECT_EQ(file.substr(messages[0].begin, messages[0].bytes), "Subject: one\n\n");
  EXPECT_EQ(file.substr(messages[2].begin, messages[2].bytes), "Subject: two\r\n\r\nFrom us\r\n");
  EXPECT_TRUE(split_mbox("").empty());
}

}  // namespace
}  // namespace holdfast::extract

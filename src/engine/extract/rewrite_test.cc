#include "engine/extract/rewrite.h"

#include <gtest/gtest.h>

#include "engine/extract/source_map.h"
#include "engine/extract/text_decoder.h"

namespace holdfast::extract {
namespace {

using namespace std::string_literals;

Part part_of(std::string_view source, MediaType type) {
  auto document = extract_in_process(as_bytes(source), type);
  return document ? document->parts.at(0) : Part{};
}

// Replaces each stretch of the text that equals `value`.
std::string rewritten(std::string_view source, MediaType type, std::string_view value,
                      std::string_view by) {
  const Part part = part_of(source, type);
  std::vector<Replacement> replacements;
  for (std::size_t at = part.text.find(value); at != std::string::npos;
       at = part.text.find(value, at + value.size())) {
    replacements.push_back({static_cast<std::uint32_t>(at),
                            static_cast<std::uint32_t>(at + value.size()), std::string(by)});
  }
  EXPECT_FALSE(replacements.empty());
  const auto out = rewrite(as_bytes(source), part, replacements);
  return out ? *out : "error: " + out.error().message;
}

TEST(Rewrite, PlainTextKeepsEveryOtherByte) {
  EXPECT_EQ(rewritten("a\r\n4111\tz\xC3\xA9", MediaType::PlainText, "4111", "[x]"),
            "a\r\n[x]\tz\xC3\xA9");
}

TEST(Rewrite, JsonKeepsItsSpacingAndEscapes) {
  EXPECT_EQ(
      rewritten("{ \"a\" : \"\\u00e9 4111 \\/\" ,\n\"b\":[ 1 ] }", MediaType::Json, "4111", "*"),
      "{ \"a\" : \"\\u00e9 * \\/\" ,\n\"b\":[ 1 ] }");
}

TEST(Rewrite, WhatAnEscapeHidIsReplacedWhole) {
  EXPECT_EQ(rewritten(R"({"a":"x\u0034\u0031\u003111y"})", MediaType::Json, "41111", "\"q\""),
            R"({"a":"x\"q\"y"})");
}

TEST(Rewrite, ANumberBecomesAString) {
  EXPECT_EQ(rewritten(R"([4111111111111111, 5])", MediaType::Json, "4111111111111111", "****1111"),
            R"(["****1111", 5])");
  EXPECT_EQ(rewritten(R"({"n":-12345.5})", MediaType::Json, "234", "*"), R"({"n":"-1*5.5"})");
}

TEST(Rewrite, KeysAreProtectedToo) {
  EXPECT_EQ(
      rewritten(R"({"jo@example.org":{"n":1}})", MediaType::Json, "jo@example.org", "[email]"),
      R"({"[email]":{"n":1}})");
}

TEST(Rewrite, AValueInPiecesIsPutIntoTheFirst) {
  EXPECT_EQ(rewritten(R"({"card":["4111","1111",1111,"1111"]})", MediaType::Json,
                      "4111, 1111, 1111, 1111", "[card]"),
            R"({"card":["[card]","","",""]})");
}

TEST(Rewrite, JsonLinesKeepTheirLines) {
  EXPECT_EQ(rewritten("\xEF\xBB\xBF{\"a\":\"1\"}\r\n{\"a\":\"4111\"}\n\n{\"b\":\"4111\"}",
                      MediaType::JsonLines, "4111", "*"),
            "\xEF\xBB\xBF{\"a\":\"1\"}\r\n{\"a\":\"*\"}\n\n{\"b\":\"*\"}");
}

TEST(Rewrite, TextKeepsItsEncoding) {
  const std::string utf16 =
      "\xFF\xFE"s + encode_text("€ 4111 \xF0\x9F\x99\x82", TextEncoding::Utf16Le);
  EXPECT_EQ(rewritten(utf16, MediaType::PlainText, "4111", "█"),
            "\xFF\xFE"s + encode_text("€ █ \xF0\x9F\x99\x82", TextEncoding::Utf16Le));
  EXPECT_EQ(rewritten("\x80 4111 \xDF", MediaType::PlainText, "4111", "█é"), "\x80 #\xE9 \xDF");
}

TEST(Rewrite, NothingToReplaceGivesTheSourceBack) {
  const std::string source = " {\"a\": [1, \"\\u0041\", {}]}\n";
  const auto out = rewrite(as_bytes(source), part_of(source, MediaType::Json), {});
  ASSERT_TRUE(out);
  EXPECT_EQ(*out, source);
}

TEST(Rewrite, MailCannotBeRewritten) {
  Part part;
  part.media_type = MediaType::Mail;
  EXPECT_EQ(rewrite({}, part, {}).error().code, ErrorCode::InvalidInput);
}

TEST(SourceMap, PlacesGoBackToTheFile) {
  const std::string source = R"({"note":"é 4111"})";
  const Part part = part_of(source, MediaType::Json);
  const std::size_t at = part.text.find("4111");
  SourceMap map(part);
  const ByteRange range = map.covering({at, at + 4});
  EXPECT_EQ(source.substr(range.begin, range.end - range.begin), "4111");
}

TEST(SourceMap, CharactersOfUtf16AreCounted) {
  const std::string source =
      encode_text("a\xF0\x9F\x99\x82 4111 b, and some more", TextEncoding::Utf16Be);
  const Part part = part_of(source, MediaType::PlainText);
  ASSERT_EQ(part.encoding, TextEncoding::Utf16Be);
  SourceMap map(part);
  EXPECT_EQ(map.covering({6, 10}), (ByteRange{8, 16}));
}

TEST(SourceMap, MadeUpTextStandsNowhere) {
  const Part part = part_of(R"([{"a":1},{"a":2}])", MediaType::Json);
  SourceMap map(part);
  EXPECT_TRUE(map.pieces({1, 3}).empty());  // ": "
  EXPECT_EQ(map.covering({1, 3}), (ByteRange{6, 6}));
}

}  // namespace
}  // namespace holdfast::extract

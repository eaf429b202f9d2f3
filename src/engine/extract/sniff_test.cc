#include <gtest/gtest.h>

#include "engine/extract/document.h"
#include "engine/extract/text_decoder.h"

namespace holdfast::extract {
namespace {

using namespace std::string_view_literals;

MediaType type_of(std::string_view text, std::string_view declared = {},
                  std::string_view name = {}) {
  return sniff(as_bytes(text), declared, name);
}

TEST(Sniff, ChatIsPlainText) {
  EXPECT_EQ(type_of("Agent: hello\nCustomer: my card is 4111 1111 1111 1111\n"),
            MediaType::PlainText);
  EXPECT_EQ(type_of("[10:32] Agent: hello\n[10:33] Customer: hi\n"), MediaType::PlainText);
  EXPECT_EQ(type_of("{just a brace}"), MediaType::PlainText);
  EXPECT_EQ(type_of("a < b and b > c"), MediaType::PlainText);
  EXPECT_EQ(type_of(""), MediaType::PlainText);
}

TEST(Sniff, JsonIsKnownByItsGrammar) {
  EXPECT_EQ(type_of(R"({"a": 1})"), MediaType::Json);
  EXPECT_EQ(type_of("\xEF\xBB\xBF [1, 2]\n"), MediaType::Json);
  EXPECT_EQ(type_of("{\"id\": 1}\n{\"id\": 2}\n"), MediaType::JsonLines);
  EXPECT_EQ(type_of(R"({"a": )"), MediaType::PlainText);
}

TEST(Sniff, LongJsonIsKnownFromItsBeginning) {
  std::string text = "[";
  while (text.size() < 200'000) text += "{\"note\": \"all is well\"},\n";
  EXPECT_EQ(type_of(text), MediaType::Json);
}

TEST(Sniff, MailNeedsTwoFieldsOrAClaim) {
  EXPECT_EQ(type_of("From: a@example.org\nSubject: Hi\n\nbody"), MediaType::Mail);
  EXPECT_EQ(type_of("Received: x\r\n\ty\r\nMIME-Version: 1.0\r\n\r\n"), MediaType::Mail);
  EXPECT_EQ(type_of("Subject: Hi\n\nbody"), MediaType::PlainText);
  EXPECT_EQ(type_of("Subject: Hi\n\nbody", "message/rfc822"), MediaType::Mail);
  EXPECT_EQ(type_of("Subject: Hi\n\nbody", "", "note.EML"), MediaType::Mail);
  EXPECT_EQ(type_of("Note to self\nFrom: x\nTo: y\n\n"), MediaType::PlainText);
}

TEST(Sniff, AMailboxOpensWithAFromLine) {
  EXPECT_EQ(type_of("From a@example.org Thu Jan  1 09:00:00 2026\nFrom: a@example.org\n\nhi\n"),
            MediaType::Mbox);
  EXPECT_EQ(type_of("From what you say at 10:30 in 2026 I guess\n"), MediaType::Mbox);
  EXPECT_EQ(type_of("From what you say I guess\n"), MediaType::PlainText);
}

TEST(Sniff, PagesAreKnownByTheirTags) {
  EXPECT_EQ(type_of("<!DOCTYPE html><p>x"), MediaType::Html);
  EXPECT_EQ(type_of("\n <!-- made by hand --><HTML>"), MediaType::Html);
  EXPECT_EQ(type_of("<div class=a>x</div>"), MediaType::Html);
  EXPECT_EQ(type_of("<paragraph>"), MediaType::PlainText);
  EXPECT_EQ(type_of("Hello <b>you</b>", "text/html; charset=utf-8"), MediaType::Html);
  EXPECT_EQ(type_of(encode_text("<html><body>card</body></html>", TextEncoding::Utf16Le)),
            MediaType::Html);
}

// A claim must not let a container through as text.
TEST(Sniff, ContainersAreUnknownWhateverIsClaimed) {
  EXPECT_EQ(type_of("%PDF-1.7\n...", "text/plain"), MediaType::Unknown);
  EXPECT_EQ(type_of("a line first\n%PDF-1.7\n...", "text/plain"), MediaType::Unknown);
  EXPECT_EQ(type_of("PK\x03\x04...", "text/plain", "notes.txt"), MediaType::Unknown);
  EXPECT_EQ(type_of("{\\rtf1 hello}"), MediaType::Unknown);
  EXPECT_EQ(type_of("\x89PNG\r\n\x1A\n"), MediaType::Unknown);
}

TEST(Sniff, AZipBehindATextIsAZip) {
  const std::string end_record("PK\x05\x06\0\0\0\0\1\0\1\0\0\0\0\0\0\0\0\0\0\0", 22);
  EXPECT_EQ(type_of("Dear colleague, nothing to see here.\n" + end_record), MediaType::Unknown);
}

TEST(Sniff, BinaryIsUnknown) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes += static_cast<char>(i * 167 + i / 256 * 13);
  EXPECT_EQ(type_of(bytes, "text/plain"), MediaType::Unknown);
}

TEST(Sniff, ATextWithAZeroByteIsStillText) {
  EXPECT_EQ(type_of("my card is 4111 1111 \0 1111 1111, thank you"sv), MediaType::PlainText);
}

TEST(Sniff, AClaimDecidesOnlyWhatContentLeavesOpen) {
  EXPECT_EQ(type_of("{not json", "application/json"), MediaType::Json);
  EXPECT_EQ(type_of("plain words", "text/html"), MediaType::PlainText);
  EXPECT_EQ(type_of(R"({"a":1})", "text/plain", "a.txt"), MediaType::Json);
}

}  // namespace
}  // namespace holdfast::extract

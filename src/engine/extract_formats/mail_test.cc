#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/core.h>

#include "engine/extract_formats/formats.h"

namespace holdfast::extract {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Document read(std::string_view bytes, MediaType type = MediaType::Mail, const Limits& limits = {}) {
  static const bool is_prepared = [] {
    prepare_formats();
    return true;
  }();
  EXPECT_TRUE(is_prepared);
  auto document = read_document(as_bytes(bytes), type, limits);
  EXPECT_TRUE(document);
  return document ? *document : Document{};
}

std::string text_at(const Document& document, std::string_view path) {
  for (const Part& part : document.parts) {
    if (part.path == path) return part.unreadable.empty() ? part.text : "! " + part.unreadable;
  }
  return "(no such part)";
}

std::vector<std::string> paths(const Document& document) {
  std::vector<std::string> out;
  for (const Part& part : document.parts) out.push_back(part.path);
  return out;
}

constexpr std::string_view kMixed =
    "From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>\r\n"
    "To: care@example.com\r\n"
    "Subject: =?iso-8859-1?B?R3L832U=?= and\r\n more\r\n"
    "Message-ID: <1@example.org>\r\n"
    "X-Note: 4111 1111 1111 1111\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=\"b1\"\r\n"
    "\r\n"
    "This is a message in parts.\r\n"
    "--b1\r\n"
    "Content-Type: multipart/alternative; boundary=b2\r\n\r\n"
    "--b2\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    "my card=20is 4111=\r\n 1111 1111 1111 =E2=82=AC\r\n"
    "--b2\r\n"
    "Content-Type: text/html; charset=windows-1251\r\n\r\n"
    "<p>\xCF\xF0\xE8\xE2\xE5\xF2</p>\r\n"
    "--b2--\r\n"
    "--b1\r\n"
    "Content-Type: application/json; name=data.json\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\n"
    "eyJjYXJkX251bWJlciI6IjQxMTEifQ==\r\n"
    "--b1\r\n"
    "Content-Type: image/png\r\n"
    "Content-Disposition: attachment; filename*=utf-8''f%C3%BCr.png\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\n"
    "iVBORw0KGgo=\r\n"
    "--b1--\r\n"
    "after the end\r\n";

TEST(Mail, EveryPartHasItsPlace) {
  const Document document = read(kMixed);
  EXPECT_THAT(paths(document), ElementsAre("headers", "preamble", "body", "body[1]",
                                           "attachment[0]", "attachment[1]", "epilogue"));
  EXPECT_EQ(text_at(document, "body"), "my card is 4111 1111 1111 1111 €");
  EXPECT_EQ(text_at(document, "body[1]"), "Привет");
  EXPECT_EQ(text_at(document, "attachment[0]"), "card number: 4111\n");
  EXPECT_EQ(text_at(document, "attachment[1]"), "! not a type that this version reads");
  EXPECT_EQ(document.parts.at(5).name, "für.png");
  EXPECT_TRUE(document.parts.at(1).is_hidden);
}

TEST(Mail, HeadersAreDecodedAndTracesLeftOut) {
  EXPECT_EQ(text_at(read(kMixed), "headers"),
            "From: Jürgen <j@example.org>\nTo: care@example.com\nSubject: Grüße and more\n"
            "X-Note: 4111 1111 1111 1111\n");
}

TEST(Mail, HeadersThatAreNotEncodedAreReadAllTheSame) {
  EXPECT_EQ(text_at(read("Subject: M\xFCller\nFrom: a\n\nx"), "headers"),
            "Subject: Müller\nFrom: a\n");
  EXPECT_EQ(text_at(read("Subject: =?nonsense?q?4111?= =?utf-8?q?=FF?=\nFrom: a\n\nx"), "headers")
                .substr(0, 9),
            "Subject: ");
}

TEST(Mail, AMailWithoutTypeIsText) {
  const Document document = read("From: a\n\nhello\n");
  EXPECT_EQ(text_at(document, "body"), "hello\n");
  EXPECT_TRUE(document.is_readable());
}

TEST(Mail, MessagesWithinMessagesAreRead) {
  const Document document = read(
      "From: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nforwarded\n--x\n"
      "Content-Type: message/rfc822\n\nFrom: b\nSubject: inner\n\n4111 1111\n--x\n"
      "Content-Type: application/octet-stream; name=saved.eml\nContent-Transfer-Encoding: "
      "base64\n\n"
      "RnJvbTogYwpTdWJqZWN0OiB0aGlyZAoKbGFzdAo=\n--x--\n");
  EXPECT_EQ(text_at(document, "attachment[0]/headers"), "From: b\nSubject: inner\n");
  EXPECT_EQ(text_at(document, "attachment[0]/body"), "4111 1111");
  EXPECT_EQ(text_at(document, "attachment[1]/body"), "last\n");
}

TEST(Mail, AContainerIsUnreadableWhateverItIsCalled) {
  const Document document = read(
      "From: a\nContent-Type: text/plain; name=notes.txt\nContent-Transfer-Encoding: base64\n\n"
      "JVBERi0xLjcK\n");
  EXPECT_EQ(text_at(document, "attachment[0]"), "! not a type that this version reads");
  EXPECT_FALSE(read("From: a\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
                    "UEsDBBQAAAA=\n")
                   .is_readable());
}

TEST(Mail, AnUnknownTransferEncodingIsUnreadable) {
  EXPECT_EQ(text_at(read("From: a\nContent-Transfer-Encoding: x-secret\n\nNDExMQ==\n"), "body"),
            "! not a transfer encoding that this version reads");
  EXPECT_EQ(
      text_at(read("From: a\nContent-Transfer-Encoding: BASE64 (really)\n\nNDExMQ==\n"), "body"),
      "4111");
}

TEST(Mail, Base64ThatIsNoneIsUnreadable) {
  constexpr std::string_view kWhy = "! its base64 is not well formed";
  const auto attached = [](std::string_view encoded) {
    return text_at(read("From: a\nContent-Type: application/pdf; name=a.pdf\n"
                        "Content-Transfer-Encoding: base64\n\n" +
                        std::string(encoded)),
                   "attachment[0]");
  };
  EXPECT_EQ(attached("!!!!\n"), kWhy);
  EXPECT_EQ(attached("NDExMQ==\nNDExMQ==\n"),
            kWhy);  // one reader stops at the padding, one goes on
  EXPECT_EQ(attached("NDEx%MTEx\n"), kWhy);
  EXPECT_EQ(attached("NDExMSA0MTEx\r\n IDQxMTEgMTExMQ==\n"), "4111 4111 4111 1111");
  EXPECT_EQ(attached("\n"), "");
}

TEST(Mail, WideCharacterSetsAreRead) {
  EXPECT_EQ(text_at(read("From: a\nContent-Type: text/plain; charset=utf-16le\n"
                         "Content-Transfer-Encoding: base64\n\nNAAxADEAMQA=\n"),
                    "body"),
            "4111");
  EXPECT_EQ(text_at(read("From: a\nContent-Type: text/plain; charset=iso-2022-jp\n\n"
                         "\x1B$B$3$s\x1B(B 4111\n"),
                    "body"),
            "こん 4111\n");
}

TEST(Mail, ATruncatedMailIsReadAsFarAsItGoesAndSaysSo) {
  for (const std::size_t bytes :
       {kMixed.size() - 40, kMixed.size() - 240, kMixed.find("eyJj") + 8}) {
    const Document document = read(kMixed.substr(0, bytes));
    EXPECT_FALSE(document.is_readable()) << bytes;
    EXPECT_THAT(text_at(document, "structure"), HasSubstr("ends before")) << bytes;
    EXPECT_EQ(text_at(document, "body"), "my card is 4111 1111 1111 1111 €");
  }
}

std::string mail_of_parts(int count) {
  std::string mail = "From: a\nContent-Type: multipart/mixed; boundary=x\n\n";
  for (int i = 0; i < count; ++i) mail += fmt::format("--x\n\npart {}\n", i);
  return mail + "--x--\n";
}

TEST(Mail, TenThousandPartsExceedTheLimitAndTheFirstAreRead) {
  const Document document = read(mail_of_parts(10'000));
  EXPECT_EQ(document.parts.size(), Limits().parts_max + 1);
  EXPECT_EQ(document.parts.back().unreadable, "limit exceeded: more than 1000 parts");
  EXPECT_EQ(text_at(document, "body[7]"), "part 7");
  EXPECT_TRUE(read(mail_of_parts(900)).is_readable());
}

TEST(Mail, TextBeyondItsLimitIsReported) {
  const Document document = read(mail_of_parts(10), MediaType::Mail, {.text_bytes_max = 20});
  EXPECT_EQ(document.parts.back().unreadable, "limit exceeded: more than 20 bytes of text");
}

TEST(Mail, DepthIsALimit) {
  std::string mail = "From: a\n\nbottom\n";
  for (int i = 0; i < 40; ++i) mail = "From: a\nContent-Type: message/rfc822\n\n" + mail;
  const Document document = read(mail);
  EXPECT_FALSE(document.is_readable());
  std::string multiparts = "From: a\nContent-Type: multipart/mixed; boundary=b0\n\n";
  for (int i = 0; i < 5000; ++i) {
    multiparts += fmt::format("--b{}\nContent-Type: multipart/mixed; boundary=b{}\n\n", i, i + 1);
  }
  EXPECT_FALSE(read(multiparts).is_readable());
}

// Two programs may read such a mail differently, and the one that shows it is not ours.
TEST(Mail, AMailThatSaysTwoThingsAboutItsStructureIsDoubtful) {
  const Document document = read(
      "From: a\nContent-Type: multipart/mixed; boundary=x\nContent-Type: text/plain\n\n"
      "--x\n\n4111\n--x--\n");
  EXPECT_FALSE(document.is_readable());
}

TEST(Mail, TheMessagesOfAMailboxHaveNumbers) {
  const Document document = read(
      "From a@example.org Thu Jan  1 09:00:00 2026\nFrom: a\nSubject: one\n\nfirst\n\n"
      "From b@example.org Thu Jan  1 09:00:01 2026\nFrom: b\nSubject: two\n\nsecond\n",
      MediaType::Mbox);
  EXPECT_THAT(paths(document), ElementsAre("message[0]/headers", "message[0]/body",
                                           "message[1]/headers", "message[1]/body"));
  EXPECT_EQ(text_at(document, "message[1]/body"), "second\n");
}

TEST(Mail, NoBytesAreTooOdd) {
  read("");
  read("\n");
  read(std::string_view("\0\0\0", 3));
  read("From: a\nContent-Type: multipart/mixed\n\n--x\n");
  read("From: a\nContent-Type: ;;;===\"\n\nx");
}

TEST(Formats, WhatNobodyReadsIsUnreadableAndTextIsRead) {
  EXPECT_FALSE(read("%PDF-1.7", MediaType::Unknown).is_readable());
  EXPECT_EQ(text_at(read("hello", MediaType::PlainText), "body"), "hello");
}

}  // namespace
}  // namespace holdfast::extract

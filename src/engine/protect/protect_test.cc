#include "engine/protect/protect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <vector>

#include "base/utf8.h"
#include "engine/protect/mask.h"

namespace holdfast::protect {
namespace {

const std::string kKey = "a key of the tests, thirty-two b";

Span span(std::string_view text, std::string_view value, std::string_view type, Transform transform,
          bool keeps_nothing = false) {
  const auto begin = static_cast<std::uint32_t>(text.find(value));
  return {.begin = begin,
          .end = begin + static_cast<std::uint32_t>(value.size()),
          .type_name = type,
          .transform = transform,
          .keeps_nothing_derived = keeps_nothing};
}

std::string masked(std::string_view value, Transform transform = {}) {
  std::string out;
  append_masked(out, value, transform);
  return out;
}

TEST(Mask, KeepsTheLastDigitsAndTheSeparators) {
  EXPECT_EQ(masked("4111 1111 1111 1111"), "**** **** **** 1111");
  EXPECT_EQ(masked("4111-1111-1111-1111", {.keep_last = 2}), "****-****-****-**11");
  EXPECT_EQ(masked("DE89 3704 0044 0532 0130 00", {.keep_last = 4}), "**** **** **** **** **30 00");
  EXPECT_EQ(masked("ann@example.com", {.keep_last = 0}), "***@*******.***");
  EXPECT_EQ(masked("4111", {.mask_char = 'x'}), "xx11");
}

// "three" and "six" differ in length: a mask of the same length would tell them apart.
TEST(Mask, TellsNothingOfDigitsSaidInWords) {
  EXPECT_EQ(masked("four one double one"), "*** *** *** ***");
  EXPECT_EQ(masked("vier fünf sechs", {.keep_last = 4}), "*** *** ***");
  EXPECT_EQ(masked("four one 11 double one", {.keep_last = 4}), "*** *** *** *** ***");
  EXPECT_EQ(masked("forty-one eleven"), "***-*** ***");
  EXPECT_EQ(masked("12 Oak Street, Leeds", {.keep_last = 0}), "** *** ******, *****");
}

// A short value with "the last four kept" would be no secret at all.
TEST(Mask, NeverLeavesMoreThanHalfReadable) {
  EXPECT_EQ(masked("1234"), "**34");
  EXPECT_EQ(masked("123"), "**3");
  EXPECT_EQ(masked("1"), "*");
  EXPECT_EQ(masked("12-3"), "**-3");
  EXPECT_EQ(masked(""), "");
}

TEST(Mask, KeepsTheFirstTooWhereAsked) {
  EXPECT_EQ(masked("4111 1111 1111 1234", {.keep_last = 4, .keep_first = 4}),
            "4111 **** **** 1234");
  EXPECT_EQ(masked("Zoë Müller", {.keep_last = 0, .keep_first = 1}), "Z** ******");
  EXPECT_EQ(masked("123456", {.keep_last = 2, .keep_first = 4}), "1***56");  // half, the last first
  EXPECT_EQ(masked("four one double one", {.keep_last = 0, .keep_first = 4}), "*** *** *** ***");
}

TEST(Mask, CountsLettersOfAllScripts) {
  EXPECT_EQ(masked("Zoë Müller", {.keep_last = 0}), "*** ******");
  EXPECT_EQ(masked("４１１１ １１１１", {.keep_last = 4}), "**** １１１１");
  EXPECT_EQ(masked("12\u200B34", {.keep_last = 2}), "**\u200B34");  // zero width space
  EXPECT_EQ(masked("12\u00A034", {.keep_last = 2}), "**\u00A034");  // no-break space
}

TEST(Mask, DigitsOfAllFormsAreMasked) {
  EXPECT_EQ(masked("④①①① ①①①① ①①①① ①①①②", {.keep_last = 4}), "**** **** **** ①①①②");
  EXPECT_EQ(masked("²³¹⁴₅⒈⓪ⓐ", {.keep_last = 0}), "********");
  EXPECT_EQ(masked("४१११ ११११ ११११ ११११", {.keep_last = 4}), "**** **** **** ११११");
}

TEST(Mask, AMaskCharacterThatIsNotPrintableBecomesAStar) {
  EXPECT_EQ(masked("1234", {.keep_last = 0, .mask_char = '\n'}), "****");
  EXPECT_EQ(masked("1234", {.keep_last = 0, .mask_char = '\xC3'}), "****");
}

TEST(Protect, EachMethodSaysOnlyWhatItMay) {
  const std::string text = "card 4111111111111111 ok";
  const auto with = [&](Method method) {
    const Span one = span(text, "4111111111111111", "payment_card", {.method = method});
    return protect(text, {&one, 1}, as_bytes(kKey));
  };
  EXPECT_EQ(with(Method::Mask), "card ************1111 ok");
  EXPECT_EQ(with(Method::Redact), "card █████ ok");
  EXPECT_EQ(with(Method::Replace), "card [payment_card] ok");
  EXPECT_THAT(with(Method::Hash), testing::MatchesRegex("card \\[payment_card:[0-9a-f]+\\] ok"));
}

TEST(Protect, WhatKeepsNothingDerivedIsReplacedWhateverWasAsked) {
  const std::string text = "cvv 987 please";
  for (const Method method : {Method::Mask, Method::Redact, Method::Hash, Method::Replace}) {
    const Span by_rule = span(text, "987", "voice_phrase", {.method = method}, true);
    EXPECT_EQ(protect(text, {&by_rule, 1}, as_bytes(kKey)), "cvv [voice_phrase] please");
    EXPECT_EQ(masked_form("987", by_rule), "[voice_phrase]");
    // The fixed names hold even for a caller that forgot to say so.
    for (const char* name : {"card_cvv", "pin", "one_time_code", "password", "security_answer"}) {
      const Span by_name = span(text, "987", name, {.method = method});
      EXPECT_EQ(masked_form("987", by_name), "[" + std::string(name) + "]");
      EXPECT_EQ(keyed_digest("987", name, as_bytes(kKey)), "");
    }
  }
}

TEST(Protect, AHashWithoutAKeyFallsBackToTheName) {
  const Span one = span("4111", "4111", "payment_card", {.method = Method::Hash});
  EXPECT_EQ(protect("4111", {&one, 1}, {}), "[payment_card]");
}

TEST(Protect, SpansMayTouchBeginAndEndTheText) {
  const std::string text = "1111222233334444";
  const std::vector<Span> spans = {{0, 8, "a", {.method = Method::Replace}},
                                   {8, 16, "b", {.method = Method::Replace}}};
  EXPECT_EQ(protect(text, spans, {}), "[a][b]");
  EXPECT_EQ(protect(text, {}, {}), text);
}

TEST(Protect, SpansOutOfOrderOrPlaceStopTheProcess) {
  const std::vector<Span> overlapping = {{0, 4, "a", {}}, {2, 6, "a", {}}};
  EXPECT_DEATH(static_cast<void>(protect("12345678", overlapping, {})), "CHECK");
  const std::vector<Span> beyond = {{4, 9, "a", {}}};
  EXPECT_DEATH(static_cast<void>(protect("12345678", beyond, {})), "CHECK");
}

TEST(Digest, IsTheSameForAllSpellingsOfAValue) {
  const auto digest = [](std::string_view value, std::string_view type = "payment_card") {
    return keyed_digest(value, type, as_bytes(kKey));
  };
  EXPECT_EQ(digest("4111 1111 1111 1111"), digest("4111-1111.1111/1111"));
  EXPECT_EQ(digest("4111111111111111"), digest("４１１１１１１１１１１１１１１１"));
  EXPECT_EQ(digest("4111111111111111"), digest("٤١١١١١١١١١١١١١١١"));
  EXPECT_EQ(digest("41\u200B11111111111111"), digest("4111111111111111"));
  EXPECT_EQ(digest("de89 3704", "iban"), digest("DE893704", "iban"));
  EXPECT_EQ(digest("müller", "person"), digest("MÜLLER", "person"));
  EXPECT_EQ(digest("4111111111111111").size(), 64U);
}

TEST(Digest, DiffersByValueTypeAndKey) {
  const std::string one = keyed_digest("536904399", "us_ssn", as_bytes(kKey));
  EXPECT_NE(one, keyed_digest("536904398", "us_ssn", as_bytes(kKey)));
  EXPECT_NE(one, keyed_digest("536904399", "us_itin", as_bytes(kKey)));
  EXPECT_NE(one, keyed_digest("536904399", "us_ssn", as_bytes("another key")));
  // A machine's dots are part of its address.
  EXPECT_NE(keyed_digest("1.11.1.1", "ip_address", as_bytes(kKey)),
            keyed_digest("11.1.1.1", "ip_address", as_bytes(kKey)));
}

TEST(Digest, BeginsWhatTheHashMethodShows) {
  const Span one = span("4111", "4111", "payment_card", {.method = Method::Hash});
  const std::string digest = keyed_digest("4111", "payment_card", as_bytes(kKey));
  EXPECT_EQ(protect("4111", {&one, 1}, as_bytes(kKey)),
            "[payment_card:" + digest.substr(0, 12) + "]");
}

// Any text, any spans: nothing outside is touched, nothing inside survives but the digits kept.
TEST(Protect, TextOutsideSpansIsKeptByteForByte) {
  constexpr std::uint64_t kSeed = 4711;
  std::mt19937_64 random(kSeed);
  const std::string_view kPieces[] = {"a", "7",    " ",  "é", "漢", "\U0001F600",
                                      "-", "\xFF", "12", "Z", "٣",  "\u200B"};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    std::string expected;
    std::vector<Span> spans;
    const std::size_t pieces = random() % 40;
    for (std::size_t i = 0; i < pieces; ++i) {
      const std::string_view piece = kPieces[random() % std::size(kPieces)];
      const auto begin = static_cast<std::uint32_t>(text.size());
      text += piece;
      if (random() % 3 == 0) {
        spans.push_back({begin,
                         static_cast<std::uint32_t>(text.size()),
                         "t",
                         {.method = static_cast<Method>(random() % 4),
                          .keep_last = static_cast<std::uint8_t>(random() % 5)},
                         random() % 4 == 0});
        const Span alone{0, static_cast<std::uint32_t>(piece.size()), "t", spans.back().transform,
                         spans.back().keeps_nothing_derived};
        expected += protect(piece, {&alone, 1}, as_bytes(kKey));
      } else {
        expected += piece;
      }
    }
    const std::string made = protect(text, spans, as_bytes(kKey));
    ASSERT_EQ(made, expected) << "seed " << kSeed << " round " << round;
    ASSERT_TRUE(!is_utf8(text) || is_utf8(made)) << "seed " << kSeed << " round " << round;
  }
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// testdata/<name>.in: "method keep_last type" on the first line, then text with «spans» marked.
TEST(Protect, GoldenFiles) {
  const std::filesystem::path folder = std::filesystem::path(HOLDFAST_TESTDATA);
  int compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".in") continue;
    const std::string input = read_file(entry.path());
    std::istringstream first_line(input.substr(0, input.find('\n')));
    std::string method;
    int keep_last = 0;
    std::string type;
    first_line >> method >> keep_last >> type;
    Transform transform{.method = method == "mask"     ? Method::Mask
                                  : method == "redact" ? Method::Redact
                                  : method == "hash"   ? Method::Hash
                                                       : Method::Replace,
                        .keep_last = static_cast<std::uint8_t>(keep_last)};
    const std::string_view body = std::string_view(input).substr(input.find('\n') + 1);
    std::string text;
    std::vector<Span> spans;
    for (std::size_t at = 0; at < body.size(); ++at) {
      if (body.substr(at, 2) == "«") {
        spans.push_back({static_cast<std::uint32_t>(text.size()), 0, type, transform});
        ++at;
      } else if (body.substr(at, 2) == "»") {
        spans.back().end = static_cast<std::uint32_t>(text.size());
        ++at;
      } else {
        text.push_back(body[at]);
      }
    }
    std::filesystem::path expected = entry.path();
    expected.replace_extension(".out");
    EXPECT_EQ(protect(text, spans, as_bytes(kKey)), read_file(expected)) << entry.path();
    ++compared;
  }
  EXPECT_GE(compared, 5);
}

}  // namespace
}  // namespace holdfast::protect

#include "engine/detect/detector.h"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.h"
#include "engine/detect/test_rules.h"

namespace holdfast::detect {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

TEST(Detector, FindsSeveralThingsInOneMessage) {
  EXPECT_THAT(
      found_in("I'm at jane@example.com and my card is 4111 1111 1111 1111, ssn 536-90-4399"),
      ElementsAre("email:jane@example.com", "payment_card:4111 1111 1111 1111",
                  "us_ssn:536-90-4399"));
}

// Small talk is full of numbers that are nobody's secret.
TEST(Detector, LeavesHarmlessNumbersAlone) {
  for (const std::string_view text :
       {"the order 4111111111111111 left us at 10:30", "it cost $1,499.00 or 1.499,00 EUR",
        "we have 24/7 support, 365 days, for 100% of calls", "version 10.4.22.1 of the app",
        "sha256 4111111111111111aa4111111111111111aa4111111111111111", "flight LH454 on row 12",
        "ISBN 978-3-16-148410-0 is out of print", "uuid 3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "call me in 5 minutes at 3", "tracking number 1Z999AA10123456784"}) {
    EXPECT_THAT(found_in(text), IsEmpty()) << text;
  }
}

TEST(Detector, SeesThroughDisguise) {
  for (const std::string_view text :
       {"card 4111\xC2\xA0"
        "1111\xC2\xA0"
        "1111\xC2\xA0"
        "1111",  // no-break spaces
        "card 4111\xE2\x80\x8B"
        "1111\xE2\x80\x8B"
        "11111111",                                              // zero width spaces
        "card 4111&nbsp;1111&#32;1111&#x20;1111",                // HTML entities
        "card \xD9\xA4\xD9\xA1\xD9\xA1\xD9\xA1 1111 1111 1111",  // Arabic-Indic digits
        "card 4111_1111_1111_1111", "card 4111/1111/1111/1111", "card 4111,1111,1111,1111",
        "card 4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1", "card (4111)(1111)(1111)(1111)",
        "card 4l11 1111 1111 11I1", "card 4111\n1111 1111 1111"}) {
    const auto found = found_in(text);
    EXPECT_EQ(found.size(), 1U) << text;
    EXPECT_TRUE(!found.empty() && found[0].starts_with("payment_card:")) << text;
  }
}

// The span covers what is to be masked: every character that carries a digit, and no neighbour.
TEST(Detector, SpansOfDisguisedValuesCoverTheOriginalCharacters) {
  const std::string value =
      "\xEF\xBC\x94"
      "111\xE2\x80\x8B"
      "1111 1111 1111";
  const std::string text = "card " + value + "\xE2\x80\x8B thanks";
  EXPECT_THAT(found_in(text), ElementsAre("payment_card:" + value));
}

TEST(Detector, OneSpanHasOneTypeAndRunnersUpAreKept) {
  Scratch scratch;
  Options options;
  options.confidence_min = 0.05F;
  const std::string_view text = "ssn 536-90-4399 and card 4111111111111111";
  const auto findings = shipped().detect(text, scratch, options);
  for (std::size_t i = 1; i < findings.size(); ++i) {
    EXPECT_LE(findings[i - 1].end, findings[i].begin);
  }
  for (const Finding& finding : findings) {
    for (const RunnerUp& loser : finding.runners_up) EXPECT_NE(loser.type, finding.type);
  }
}

TEST(Detector, EvidenceSaysWhy) {
  Scratch scratch;
  const auto findings = shipped().detect("my card number is 4111 1111 1111 1111", scratch);
  ASSERT_EQ(findings.size(), 1U);
  std::vector<std::string> kinds;
  for (const Evidence& evidence : findings[0].evidence) {
    kinds.push_back(std::string(to_string(evidence.kind)) + " " + evidence.what);
  }
  EXPECT_THAT(kinds,
              ElementsAre("pattern payment_card", "check payment_card", "context card number"));
}

// What a policy did not ask for stays away, and does not turn into something it did ask for.
TEST(Detector, OnlyTypesFiltersAfterArbitration) {
  Scratch scratch;
  Options options;
  TypeIndex phone = 0;
  ASSERT_NE(shipped().find_type("phone", &phone), nullptr);
  options.only_types = {phone};
  EXPECT_THAT(shipped().detect("card 4111 1111 1111 1111", scratch, options), IsEmpty());
  EXPECT_EQ(shipped().detect("phone +44 20 7946 0958", scratch, options).size(), 1U);
}

std::string random_text(std::mt19937& random, std::size_t bytes) {
  static constexpr std::string_view kPieces[] = {"4111 1111 1111 1111",
                                                 " ",
                                                 "card",
                                                 "\n",
                                                 "4",
                                                 "1",
                                                 "12",
                                                 "536-90-4399",
                                                 "\xC2\xA0",
                                                 "\xE2\x80\x8B",
                                                 "\xEF\xBC\x91",
                                                 "a@b.com",
                                                 ".",
                                                 ":",
                                                 "@",
                                                 "password: ",
                                                 "é",
                                                 "DE89370400440532013000",
                                                 "\xFF",
                                                 "\xC3",
                                                 "-----BEGIN PRIVATE KEY-----",
                                                 "-----",
                                                 "&#49;",
                                                 "http://",
                                                 "fe80::1",
                                                 "O",
                                                 "l",
                                                 "\xF0\x9F\x98\x80",
                                                 "AKIAIOSFODNN7EXAMPLE",
                                                 "12/27",
                                                 "March 3rd, 1985",
                                                 "street",
                                                 "+49 30"};
  std::string text;
  while (text.size() < bytes) {
    if (random() % 8 == 0) {
      text.push_back(static_cast<char>(random() % 256));
    } else {
      text += kPieces[random() % std::size(kPieces)];
    }
  }
  return text;
}

// Any bytes at all: findings are sorted, apart, within the text and made of whole characters.
TEST(Detector, FindingsAreWellFormedOnAnyBytes) {
  std::mt19937 random(20240607);
  Scratch scratch;
  Options options;
  options.confidence_min = 0.05F;
  for (int round = 0; round < 400; ++round) {
    const std::string text = random_text(random, random() % 600);
    std::vector<bool> is_boundary(text.size() + 1, false);
    for (std::size_t at = 0; at < text.size(); at += utf8_step(text, at).length)
      is_boundary[at] = true;
    is_boundary[text.size()] = true;
    std::uint32_t last = 0;
    for (const Finding& finding : shipped().detect(text, scratch, options)) {
      ASSERT_LT(finding.begin, finding.end);
      ASSERT_LE(finding.end, text.size());
      ASSERT_GE(finding.begin, last);
      ASSERT_TRUE(is_boundary[finding.begin]) << "round " << round;
      ASSERT_TRUE(is_boundary[finding.end]) << "round " << round;
      ASSERT_GE(finding.confidence, 0.05F);
      ASSERT_LE(finding.confidence, 1.0F);
      ASSERT_FALSE(finding.evidence.empty());
      last = finding.end;
    }
  }
}

// What stands in one paragraph does not depend on what was said long before.
TEST(Detector, DistantTextChangesNothing) {
  const std::string message = "my card is 4111 1111 1111 1111 and my mail jane@example.com";
  const auto alone = found_in(message);
  for (const std::size_t bytes : {200U, 5000U, 70000U, 200000U}) {
    std::string prefix;
    while (prefix.size() < bytes) prefix += "thank you for waiting, we will be with you soon. ";
    prefix += "\n\n";
    const std::string text = prefix + message;
    EXPECT_EQ(found_in(text), alone) << bytes;
  }
}

// Long texts are read in slices; none may be cut through a value.
TEST(Detector, ValuesAcrossTheEdgesOfSlicesAreFound) {
  std::string text;
  std::size_t cards = 0;
  while (text.size() < 400000) {
    text += "and then card 4111 1111 1111 1111 was used\n";
    ++cards;
  }
  Scratch scratch;
  const auto findings = shipped().detect(text, scratch);
  EXPECT_EQ(findings.size(), cards);
}

TEST(Detector, AScratchServesDifferentRules) {
  Scratch scratch;
  const auto small = load_one(
      "shape: digits\nlengths: [4]\nconfidence: {bare: 0.9, cued: 0.9}\n"
      "examples: {match: [\"1234\"], no_match: [\"b\"]}");
  ASSERT_TRUE(small) << small.error().message;
  EXPECT_EQ(small->detect("so 4711 it is", scratch).size(), 1U);
  EXPECT_THAT(shipped().detect("so 4711 it is", scratch), IsEmpty());
  EXPECT_EQ(small->detect("so 4711 it is", scratch).size(), 1U);
}

}  // namespace
}  // namespace holdfast::detect

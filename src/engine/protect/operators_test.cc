#include "engine/protect/operators.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/bytes.h"

namespace holdfast::protect {
namespace {

SecretBytes key(std::size_t bytes) { return SecretBytes(as_bytes(std::string(bytes, '1'))); }

std::string done(const Operator& what, std::string_view value) {
  SeededRandom random(3);
  const auto result = operate(what, value, "PERSON", random);
  return result ? *result : "refused: " + result.error().message;
}

bool is_refused(const Operator& what, std::string_view value) {
  return done(what, value).starts_with("refused: ");
}

TEST(Operators, KeepRedactAndReplace) {
  EXPECT_EQ(done(Keep{}, "Jane Doe"), "Jane Doe");
  EXPECT_EQ(done(Redact{}, "Jane Doe"), "");
  EXPECT_EQ(done(ReplaceBy{"<PERSON>"}, "Jane Doe"), "<PERSON>");
}

TEST(Operators, AMaskCountsCharactersFromEitherEnd) {
  EXPECT_EQ(done(MaskEnd{.count = 4, .from_end = true}, "034453334"), "03445****");
  EXPECT_EQ(done(MaskEnd{.count = 4}, "034453334"), "****53334");
  EXPECT_EQ(done(MaskEnd{.count = 0}, "034453334"), "034453334");
  EXPECT_EQ(done(MaskEnd{.count = 100}, "03 44"), "*****");
  EXPECT_EQ(done(MaskEnd{.mask_character = "█", .count = 2}, "Zoë"), "██ë");
  EXPECT_EQ(done(MaskEnd{.count = 2, .from_end = true}, "ü😀ß"), "ü**");
  EXPECT_EQ(done(MaskEnd{.mask_character = "", .count = 2}, "Zoë"), "ë");
  EXPECT_EQ(done(MaskEnd{.count = 3}, ""), "");
}

// FIPS 180-4's own example, "abc".
TEST(Operators, DigestsAreThoseOfTheStandard) {
  EXPECT_EQ(done(Digest{}, "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(done(Digest{.kind = DigestKind::Sha512}, "abc"),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  EXPECT_EQ(done(Digest{.salt = SecretBytes(as_bytes("a"))}, "bc"), done(Digest{}, "abc"));
}

// Written by Presidio itself: its published example of a request to /deanonymize.
TEST(Operators, ReadsWhatPresidioEncrypted) {
  EXPECT_EQ(
      done(DecryptCbc{key(16)}, "e6HnOMnIxbd4a8Qea44LshQDnjvxwzBIaAz+YqHNnMW2mC5r3AWoay8Spsoajyyy"),
      "text_for_encryption");
}

TEST(Operators, CbcComesBackAndTellsNoEquality) {
  SeededRandom random(5);
  const std::string one = *operate(EncryptCbc{key(24)}, "Zoë Müller", "PERSON", random);
  const std::string two = *operate(EncryptCbc{key(24)}, "Zoë Müller", "PERSON", random);
  EXPECT_NE(one, two);
  EXPECT_THAT(one, testing::MatchesRegex("[A-Za-z0-9_-]+=*"));
  EXPECT_EQ(one.size() % 4, 0U);
  EXPECT_EQ(done(DecryptCbc{key(24)}, one), "Zoë Müller");
  EXPECT_EQ(done(DecryptCbc{key(24)}, two), "Zoë Müller");
}

TEST(Operators, SivComesBackAndShowsEqualityWithinAType) {
  SeededRandom random(5);
  const std::string person = *operate(EncryptSiv{key(64)}, "Zoë", "PERSON", random);
  EXPECT_EQ(person, done(EncryptSiv{key(64)}, "Zoë"));
  EXPECT_NE(person, *operate(EncryptSiv{key(64)}, "Zoë", "LOCATION", random));
  EXPECT_EQ(done(DecryptSiv{key(64)}, person), "Zoë");
  EXPECT_FALSE(operate(DecryptSiv{key(64)}, person, "LOCATION", random));
  EXPECT_EQ(done(EncryptSiv{key(32)}, ""), "");
  EXPECT_EQ(done(DecryptSiv{key(32)}, ""), "");
}

TEST(Operators, FormatComesBack) {
  const std::string secret = done(EncryptFormat{.key = key(32)}, "+1 (555) 010-9999");
  EXPECT_THAT(secret, testing::MatchesRegex("\\+[0-9] \\([0-9]+\\) [0-9]+-[0-9]+"));
  EXPECT_EQ(done(DecryptFormat{.key = key(32)}, secret), "+1 (555) 010-9999");
}

TEST(Operators, AKeyOfAnotherSizeIsRefused) {
  for (const std::size_t bytes : {0, 1, 15, 17, 31, 33}) {
    EXPECT_TRUE(is_refused(EncryptCbc{key(bytes)}, "x"));
    EXPECT_TRUE(is_refused(DecryptCbc{key(bytes)}, "x"));
    EXPECT_TRUE(is_refused(EncryptSiv{key(bytes)}, "x"));
    EXPECT_TRUE(is_refused(EncryptFormat{.key = key(bytes)}, "123456"));
  }
}

TEST(Operators, WhatIsNoCiphertextIsRefusedWithoutShowingIt) {
  for (const char* value : {"", "not base64!", "QUJD", "Jane"}) {
    const std::string refusal = done(DecryptCbc{key(16)}, value);
    EXPECT_TRUE(refusal.starts_with("refused: ")) << value;
    EXPECT_THAT(refusal, testing::Not(testing::HasSubstr("Jane")));
  }
}

// The same key undoes what it did, and another does not.
TEST(Operators, WhatCanBeReversedIsReversedExactly) {
  SeededRandom random(5);
  TokenVault vault;
  const Occasion occasion{.scope = {.tenant = "acme", .conversation = "c1"}, .subject = "jo"};
  const struct {
    Operator what;
    std::string value;
  } cases[] = {
      {EncryptCbc{key(32)}, "Zoë Müller"},
      {EncryptSiv{key(64)}, "Zoë Müller"},
      {EncryptFormat{.key = key(32)}, "4111 1111 1111 1111"},
      {EncryptFormat{.key = key(16), .alphabet = Alphabet::UpperAlnum}, "AB 12 34 56 C"},
      {SealToken{key(20)}, "4111 1111 1111 1111"},
      {NumberToken{&vault}, "4111 1111 1111 1111"},
      {ShiftDate{.key = key(20)}, "29.02.2020"},
      {ShiftDate{.key = key(20), .rule = {.keeps_weekday = true}}, "March 14th, 1985"},
  };
  for (const auto& [what, value] : cases) {
    const std::string there = *operate(what, value, "person", random, occasion);
    EXPECT_NE(there, value);
    const auto back = reverse_of(what);
    ASSERT_TRUE(back);
    EXPECT_EQ(*operate(*back, there, "person", random, occasion), value);
  }
  for (const Operator& what : {Operator(Keep{}), Operator(Redact{}), Operator(MaskEnd{}),
                               Operator(Digest{}), Operator(KeyedHash{}), Operator(Surrogate{}),
                               Operator(BucketNumber{}), Operator(TakeDatePart{})}) {
    EXPECT_FALSE(reverse_of(what));
  }
}

TEST(Operators, DatesOfTwoPeopleMoveApart) {
  SeededRandom random(5);
  const ShiftDate shift{.key = key(20)};
  const std::string one = *operate(shift, "2020-02-29", "date", random, {.subject = "jo"});
  EXPECT_EQ(*operate(shift, "2020-02-29", "date", random, {.subject = "jo"}), one);
  EXPECT_NE(*operate(shift, "2020-02-29", "date", random, {.subject = "ann"}), one);
}

}  // namespace
}  // namespace holdfast::protect

#include "engine/protect/overlaps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "engine/detect/detector.h"
#include "engine/protect/operators.h"

namespace holdfast::protect {
namespace {

using testing::ElementsAre;

std::string shown(const Claim& claim) {
  return claim.type_name + ":" + std::to_string(claim.begin) + "-" + std::to_string(claim.end);
}

std::vector<std::string> shown(const std::vector<Claim>& claims) {
  std::vector<std::string> out;
  out.reserve(claims.size());
  for (const Claim& claim : claims) out.push_back(shown(claim));
  return out;
}

std::string replaced(std::string_view text, std::vector<Claim> claims) {
  std::sort(claims.begin(), claims.end(),
            [](const Claim& a, const Claim& b) { return a.begin < b.begin; });
  std::vector<Replacement> with;
  with.reserve(claims.size());
  for (const Claim& claim : claims) with.push_back({.text = "<" + claim.type_name + ">"});
  return replace(text, claims, with);
}

TEST(Overlaps, WhatLiesWithinAnotherIsDropped) {
  EXPECT_THAT(shown(resolve({{24, 32, "NAME", 0.8}, {24, 28, "FIRST", 0.9}, {29, 32, "LAST", 1}})),
              ElementsAre("NAME:24-32"));
}

TEST(Overlaps, OfTwoOnTheSameBytesTheHigherScoreStays) {
  EXPECT_THAT(shown(resolve({{0, 4, "A", 0.9}, {0, 4, "B", 0.8}})), ElementsAre("A:0-4"));
  EXPECT_THAT(shown(resolve({{0, 4, "A", 0.8}, {0, 4, "B", 0.8}})), ElementsAre("B:0-4"));
}

TEST(Overlaps, OfOneTypeTheyMergeAndTouchingOnesDoNot) {
  EXPECT_THAT(shown(resolve({{0, 6, "A", 0.1}, {4, 9, "A", 0.9}, {8, 12, "A", 0.5}})),
              ElementsAre("A:0-12"));
  EXPECT_THAT(shown(resolve({{0, 4, "A", 1}, {4, 9, "A", 1}})), ElementsAre("A:0-4", "A:4-9"));
}

TEST(Overlaps, NeighboursAcrossSpacesBecomeOne) {
  EXPECT_THAT(
      shown(join_across_spaces("Ann  Lee, Bo", {{0, 3, "P", 1}, {5, 8, "P", 1}, {10, 12, "P", 1}})),
      ElementsAre("P:0-8", "P:10-12"));
  EXPECT_THAT(shown(join_across_spaces("Ann Lee", {{0, 3, "P", 1}, {4, 7, "Q", 1}})),
              ElementsAre("P:0-3", "Q:4-7"));
}

TEST(Overlaps, WhereTwoOverlapInPartBothAreReplaced) {
  EXPECT_EQ(replaced("I'm George Washington Square Park", {{4, 21, "N", 1}, {11, 33, "L", 1}}),
            "I'm <N><L>");
}

// The one promise that counts: of what any claim covered, nothing is left.
TEST(Overlaps, NoByteOfAnyClaimSurvives) {
  std::mt19937 random(20261);
  for (int round = 0; round < 3000; ++round) {
    const std::string text = "abcdefghijklmnopqrstuvwxyzABCD";
    std::vector<Claim> claims;
    std::string covered(text.size(), ' ');
    const int count = static_cast<int>(random() % 7);
    for (int i = 0; i < count; ++i) {
      const std::size_t begin = random() % text.size();
      const std::size_t end = begin + random() % (text.size() - begin + 1);
      claims.push_back({begin, end, std::string(1, static_cast<char>('1' + random() % 3)),
                        static_cast<double>(random() % 3)});
      for (std::size_t at = begin; at < end; ++at) covered[at] = 'x';
    }
    const std::vector<Claim> left = resolve(claims);
    const std::string out = replaced(text, left);
    for (std::size_t at = 0; at < text.size(); ++at) {
      EXPECT_EQ(out.find(text[at]) == std::string::npos, covered[at] == 'x')
          << "seed 20261, round " << round << ", byte " << at;
    }
  }
}

// Whatever each type's operator: no three characters that any claim covered stand in the new text.
// They are letters that no operator writes.
TEST(Overlaps, NoFragmentOfAnyClaimSurvivesAnyOperator) {
  const Surrogates surrogates(*detect::Detector::load_embedded());
  const auto key = [](std::size_t bytes) { return SecretBytes(ByteVector(bytes, std::byte{7})); };
  TokenVault vault;
  const std::vector<Operator> operators = {
      Redact{},
      ReplaceBy{"<X>"},
      MaskEnd{.count = 1000},
      Digest{},
      KeyedHash{key(32)},
      EncryptCbc{key(32)},
      EncryptSiv{key(64)},
      SealToken{key(32)},
      NumberToken{&vault},
      Surrogate{key(32), &surrogates},
  };
  std::string text;
  constexpr std::size_t kLetters = 40;
  for (char32_t c = 0x250; c < 0x250 + kLetters; ++c) append_utf8(text, c);
  std::mt19937 random(20262);
  SeededRandom bytes(20262);
  for (int round = 0; round < 2000; ++round) {
    std::vector<Claim> claims;
    const std::size_t count = 1 + random() % 6;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t begin = random() % kLetters;
      const std::size_t end = begin + 1 + random() % (kLetters - begin);
      claims.push_back({2 * begin, 2 * end, std::to_string(random() % operators.size()),
                        static_cast<double>(random() % 3)});
    }
    std::vector<Claim> left = resolve(claims);
    std::ranges::stable_sort(left, {}, &Claim::begin);
    std::vector<Replacement> replacements;
    for (const Claim& claim : left) {
      const std::string_view value =
          std::string_view(text).substr(claim.begin, claim.end - claim.begin);
      const Operator& what = operators[std::stoul(claim.type_name)];
      replacements.push_back({.text = *operate(what, value, claim.type_name, bytes)});
    }
    const std::string out = replace(text, left, replacements);
    for (const Claim& claim : claims) {
      for (std::size_t at = claim.begin; at + 6 <= claim.end; at += 2) {
        EXPECT_EQ(out.find(text.substr(at, 6)), std::string::npos)
            << "seed 20262, round " << round << ", byte " << at;
      }
    }
  }
}

}  // namespace
}  // namespace holdfast::protect

#include "engine/detect/template.h"

#include <array>

#include <gtest/gtest.h>

namespace holdfast::detect {
namespace {

struct Match {
  std::uint32_t end;
  std::string compact;
};

Match match(std::string_view pattern, std::string_view text) {
  const auto parsed = TokenTemplate::parse(pattern);
  if (!parsed) return {0, parsed.error().message};
  std::array<char, TokenTemplate::kPositionsMax> compact;
  const TokenMatch found = parsed->match(text, 0, compact.data());
  return {found.end, std::string(compact.data(), found.compact)};
}

TEST(TokenTemplate, SeparatorsAreOptionalAndOfAnyKind) {
  for (const std::string_view text :
       {"AB123456C", "ab 12 34 56 c", "AB-12-34-56-C", "AB12.34/56_C"}) {
    EXPECT_EQ(match("LL~DD~DD~DD~L", text).compact, "AB123456C") << text;
    EXPECT_EQ(match("LL~DD~DD~DD~L", text).end, text.size());
  }
  EXPECT_EQ(match("LL~DD", "AB  12").end, 0U);
}

TEST(TokenTemplate, ClassesAndLiteralsAreStrict) {
  EXPECT_GT(match("[XYZ]DDD", "x123").end, 0U);
  EXPECT_EQ(match("[XYZ]DDD", "A123").end, 0U);
  EXPECT_GT(match("'K'D[A-F0-3]", "K9E").end, 0U);
  EXPECT_EQ(match("'K'D[A-F0-3]", "K94").end, 0U);
}

TEST(TokenTemplate, SaysWhetherItsLettersMayStandApart) {
  EXPECT_TRUE(TokenTemplate::parse("LL~DD~DD~DD~L")->may_split_lead());
  EXPECT_FALSE(TokenTemplate::parse("LLDD~DD")->may_split_lead());
  EXPECT_FALSE(TokenTemplate::parse("DD~LL")->may_split_lead());
}

TEST(TokenTemplate, RefusesWhatCannotWork) {
  EXPECT_FALSE(TokenTemplate::parse(""));
  EXPECT_FALSE(TokenTemplate::parse("~DD"));
  EXPECT_FALSE(TokenTemplate::parse("LL~"));
  EXPECT_FALSE(TokenTemplate::parse("LLLLLLLL"));
  EXPECT_FALSE(TokenTemplate::parse("[ABDD"));
  EXPECT_FALSE(TokenTemplate::parse("[Z-A]D"));
  EXPECT_FALSE(TokenTemplate::parse("lldd"));
  EXPECT_FALSE(TokenTemplate::parse(std::string(41, 'D')));
}

}  // namespace
}  // namespace holdfast::detect

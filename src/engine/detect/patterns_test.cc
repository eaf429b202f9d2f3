#include "engine/detect/patterns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/detect/pattern_length.h"

namespace holdfast::detect {
namespace {

using testing::HasSubstr;

std::string refusal(std::string_view pattern) {
  const auto compiled = Pattern::compile(pattern, {});
  return compiled ? "taken" : compiled.error().message;
}

std::vector<std::string> found(std::string_view pattern, std::string_view text,
                               PatternOptions options = {}) {
  const auto compiled = Pattern::compile(pattern, options);
  if (!compiled) return {compiled.error().message};
  std::vector<std::string> all;
  for (std::size_t from = 0; from < text.size();) {
    const Pattern::Match match = compiled->find(text, from);
    if (match.begin == match.end) break;
    all.emplace_back(text.substr(match.begin, match.end - match.begin));
    from = match.next;
  }
  return all;
}

// What a search costs is bounded when the pattern is loaded, not when somebody's text comes.
TEST(Patterns, WhatMayCostTimeIsRefusedWithAWayOut) {
  EXPECT_THAT(refusal("EMP-\\d+"),
              testing::AllOf(HasSubstr("`+` has no bound"), HasSubstr("\\d{1,12}")));
  EXPECT_THAT(refusal("a.*b"), HasSubstr("`*` has no bound"));
  EXPECT_THAT(refusal("a{2,}"), HasSubstr("`{2,}` has no bound"));
  EXPECT_THAT(refusal("[a-z]{1,400}"), HasSubstr("a match may be 400 characters long"));
  EXPECT_THAT(refusal("(ab{1,30}){1,20}"), HasSubstr("a match may be 620 characters long"));
  EXPECT_THAT(refusal("(\\pL{1,50} ){5}"), HasSubstr("too large"));
  EXPECT_THAT(refusal("\\pL{1,8}\\pN{1,8}"), HasSubstr("steps"));
  EXPECT_THAT(refusal("\\Qa+b\\E"), HasSubstr("escape the signs"));
}

TEST(Patterns, WhatMatchesNothingAtAllIsRefused) {
  for (const std::string_view pattern : {"a?", "\\b", "^", "x{0,5}", "(|a)", "$"}) {
    EXPECT_THAT(refusal(pattern), HasSubstr("matches an empty text")) << pattern;
  }
}

TEST(Patterns, SyntaxIsToldByRe2) {
  EXPECT_THAT(refusal("(abc"), HasSubstr("missing )"));
  EXPECT_THAT(refusal("(?=abc)"), HasSubstr("invalid perl operator"));
  EXPECT_THAT(refusal("(a)\\1"), HasSubstr("invalid escape sequence"));
}

TEST(Patterns, TheLongestMatchIsCountedInCharacters) {
  const auto length = [](std::string_view pattern) { return *longest_match(pattern); };
  EXPECT_EQ(length("abc|de"), 3U);
  EXPECT_EQ(length("\\bEMP-\\d{6}\\b"), 10U);
  EXPECT_EQ(length("(?P<value>[A-Z]{2}){1,3}x?"), 7U);
  EXPECT_EQ(length("(?i)straße"), 6U);
  EXPECT_EQ(length("[]a]{2}[^]b]"), 3U);
  EXPECT_EQ(length("[[:alpha:]+*]{2}"), 2U);
  EXPECT_EQ(length("\\x{10FFFF}\\x41\\p{Greek}\\pL\\101"), 5U);
  EXPECT_EQ(length("a{2}{3}"), 6U);
  EXPECT_EQ(length("a{,3}"), 5U);  // a plain brace, as RE2 reads it
  EXPECT_EQ(length("a{2,4}?"), 4U);
  EXPECT_EQ(length("\\d(?U){2,4}"), 4U);  // flags do not part them
}

TEST(Patterns, FindsEachInTurn) {
  EXPECT_EQ(found("\\bEMP-\\d{6}\\b", "EMP-123456, emp-123456 and EMP-654321"),
            (std::vector<std::string>{"EMP-123456", "EMP-654321"}));
  EXPECT_EQ(found("emp-\\d{6}", "EMP-123456", {.ignores_case = true}),
            (std::vector<std::string>{"EMP-123456"}));
  EXPECT_EQ(found("^ref \\d{3}$", "x\nref 123\nref 1234"), (std::vector<std::string>{"ref 123"}));
}

TEST(Patterns, TheGroupNamedValueIsWhatIsFound) {
  EXPECT_EQ(found("(?:badge|ausweis) (?P<value>\\d{4})", "badge 1234, ausweis 5678"),
            (std::vector<std::string>{"1234", "5678"}));
}

TEST(Patterns, ATableTellsWhichArePresent) {
  PatternTable table;
  ASSERT_TRUE(table.add("EMP-\\d{6}", {}, 7));
  ASSERT_TRUE(table.add("crn[ ]\\d{4}", {.ignores_case = true}, 8));
  ASSERT_TRUE(table.finish());
  EXPECT_TRUE(table.present_in("nothing here").empty());
  const std::vector<int> present = table.present_in("the CRN 1234");
  ASSERT_EQ(present.size(), 1U);
  EXPECT_EQ(table.owner(present[0]), 8);
}

TEST(Patterns, BytesThatAreNoUtf8AreNoTrouble) {
  EXPECT_EQ(found("[^a]{2}b", std::string_view("\xff\xfe\x80zzb", 6)),
            (std::vector<std::string>{"zzb"}));
}

}  // namespace
}  // namespace holdfast::detect

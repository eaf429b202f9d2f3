#include "engine/decide/matcher.h"

#include <array>

#include <gtest/gtest.h>

#include "base/wildcard.h"

namespace holdfast::decide {
namespace {

// A language of access rules: no lists, several values of one attribute.
const Schema& access_schema() {
  static const Schema schema({
      {.name = "subject.role", .kind = AttributeKind::Text, .choices = {"agent", "auditor"}},
      {.name = "resource.class", .kind = AttributeKind::Text, .choices = {}},
      {.name = "subject.trained", .kind = AttributeKind::Boolean, .choices = {}},
  });
  return schema;
}

Truth match(std::string_view when, std::span<const Operand> facts) {
  const YamlNode node = *parse_yaml(when);
  const Matcher matcher = *Matcher::compile(node, nullptr, access_schema());
  std::pmr::monotonic_buffer_resource arena;
  return matcher.match({.whole = facts.data()}, arena, nullptr);
}

TEST(Matcher, AnAttributeOfSeveralValuesMatchesByAny) {
  const std::array<Operand, 2> roles = {Operand::of("agent"), Operand::of("auditor")};
  const std::array<Operand, 3> facts = {Operand::of(std::span<const Operand>(roles)),
                                        Operand::of("card"), Operand::of(true)};
  EXPECT_EQ(match("{subject.role: auditor, resource.class: {glob: 'c*'}}", facts), Truth::True);
  EXPECT_EQ(match("{not: {subject.role: auditor}}", facts), Truth::False);
}

// A rule that forbids must be able to tell "no" from "cannot say".
TEST(Matcher, TellsMissingFromFalse) {
  const std::array<Operand, 3> facts = {Operand::of("agent"), Operand::missing(),
                                        Operand::of(false)};
  EXPECT_EQ(match("{resource.class: card}", facts), Truth::Missing);
  EXPECT_EQ(match("{not: {resource.class: card}}", facts), Truth::Missing);
  EXPECT_EQ(match("{resource.class: card, subject.trained: true}", facts), Truth::False);
  EXPECT_EQ(match("{resource.class: card, subject.role: agent}", facts), Truth::Missing);
  EXPECT_EQ(match("{any: [{resource.class: card}, {subject.role: agent}]}", facts), Truth::True);
}

TEST(Matcher, EqualHashesAreConfirmedByTheText) {
  Operand forged = Operand::of("auditor");
  forged.text = "intruder";  // as if it had the same hash
  const std::array<Operand, 3> facts = {forged, Operand::missing(), Operand::missing()};
  EXPECT_EQ(match("{subject.role: auditor}", facts), Truth::False);
}

TEST(Wildcard, MatchesWholeTexts) {
  EXPECT_TRUE(wildcard_matches("*", ""));
  EXPECT_TRUE(wildcard_matches("*.example", "a.b.example"));
  EXPECT_FALSE(wildcard_matches("*.example", "example"));
  EXPECT_FALSE(wildcard_matches("example", "example.test"));
  EXPECT_TRUE(wildcard_matches("a?c*e", "abcdde"));
  EXPECT_FALSE(wildcard_matches("", "a"));
}

TEST(Wildcard, TakesNoLongerThanTheProductOfBothLengths) {
  const std::string text(20'000, 'a');
  EXPECT_FALSE(wildcard_matches("*a*a*a*a*a*a*a*a*a*a*a*ab", text));
}

}  // namespace
}  // namespace holdfast::decide

// Names that the model reads, through the cheap signs that call for it.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/detect/test_rules.h"

namespace holdfast::detect {
namespace {

using Found = std::vector<std::string>;

std::uint64_t bytes_read(std::string_view text) {
  Scratch scratch;
  shipped().detect(text, scratch);
  return scratch.impl().work.names.bytes_read;
}

TEST(Names, EachLanguageServed) {
  EXPECT_EQ(found_in("the parcel was signed for by Kenji Nakamori"),
            Found{"person:Kenji Nakamori"});
  EXPECT_EQ(found_in("der Vertrag läuft auf Friederike von Seelow"),
            Found{"person:Friederike von Seelow"});
  EXPECT_EQ(found_in("le compte est au nom de Mathilde Le Goff"), Found{"person:Mathilde Le Goff"});
  EXPECT_EQ(found_in("la línea está a nombre de Jimena Ríos"), Found{"person:Jimena Ríos"});
  EXPECT_EQ(found_in("ho parlato con Ginevra De Santis ieri"), Found{"person:Ginevra De Santis"});
  EXPECT_EQ(found_in("a conta está em nome de Rafaela dos Reis"), Found{"person:Rafaela dos Reis"});
  EXPECT_EQ(found_in("het pakket is opgehaald door Willemijn van der Meer"),
            Found{"person:Willemijn van der Meer"});
}

TEST(Names, LowerCaseCapitalsAndInitials) {
  EXPECT_EQ(found_in("hi it's jennifer walker calling about my bill"),
            Found{"person:jennifer walker"});
  EXPECT_EQ(found_in("Regards,\nJ. Whitfield"), Found{"person:J. Whitfield"});
}

TEST(Names, AnAnswerToTheQuestionForAName) {
  Scratch scratch;
  Conversation conversation;
  conversation.observe(shipped(), Role::Agent, "Who am I speaking with?", scratch);
  const std::string answer = "yes, annika";
  EXPECT_EQ(
      found_in(answer, conversation.observe(shipped(), Role::Customer, answer, scratch).findings),
      Found{"person:annika"});
}

TEST(Names, EvidenceNamesTheModelAndNeverTheText) {
  Scratch scratch;
  const auto findings = shipped().detect("signed for by Kenji Nakamori", scratch);
  ASSERT_EQ(findings.size(), 1U);
  ASSERT_FALSE(findings[0].evidence.empty());
  EXPECT_EQ(findings[0].evidence[0].kind, Evidence::Kind::Model);
  EXPECT_EQ(findings[0].evidence[0].what, "person_read");
}

TEST(Names, PartsOfOtherValuesAreNone) {
  for (const std::string text :
       {"write to jennifer.walker@example.com", "the file is at /home/jennifer/walker.txt",
        "see https://example.com/jennifer-walker"}) {
    for (const std::string& found : found_in(text))
      EXPECT_FALSE(found.starts_with("person")) << found;
  }
}

TEST(Names, OtherTypesKeepTheirPlace) {
  EXPECT_EQ(found_in("we moved to 71 rue Victor Hugo, 46760 Lille").front().substr(0, 8),
            "address:");
}

TEST(Names, TextWithoutSignsIsNotRead) {
  EXPECT_EQ(bytes_read("the router is slow and i want my money back, when will it work again?"),
            0U);
  EXPECT_GT(bytes_read("i want to talk to Jennifer Walker"), 0U);
}

// Every byte is read once at most, however many signs there are.
TEST(Names, SignsEverywhereAreReadOnce) {
  std::string text;
  while (text.size() < 200'000) text += "Jennifer Walker My Name Is Olaf Xylander J. Smith ";
  EXPECT_LE(bytes_read(text), text.size());
  for (const char* piece : {"A. ", "Anna ", "Xq ", "anna,\n", "my name is "}) {
    std::string dense;
    while (dense.size() < 100'000) dense += piece;
    EXPECT_LE(bytes_read(dense), dense.size());
  }
}

TEST(Names, AnyBytesAreAccepted) {
  std::string text;
  for (int i = 0; i < 4096; ++i) text += static_cast<char>(i * 7919 >> 3);
  text += " signed by Jennifer Walker";
  Scratch scratch;
  for (const Finding& finding : shipped().detect(text, scratch)) {
    EXPECT_LT(finding.begin, finding.end);
    EXPECT_LE(finding.end, text.size());
  }
}

TEST(Names, RulesWithoutTheModelDoNotReadIt) {
  const auto detector = load_one(
      "shape: words\nwords: {en: [jennifer]}\nconfidence: {bare: 0.6, cued: 0.9}\n"
      "examples: {match: [jennifer], no_match: [x]}");
  ASSERT_TRUE(detector);
  Scratch scratch;
  detector->detect("i want to talk to Jennifer Walker", scratch);
  EXPECT_EQ(scratch.impl().work.names.bytes_read, 0U);
}

}  // namespace
}  // namespace holdfast::detect

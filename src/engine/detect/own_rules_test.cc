// What users bring beside the shipped rules: types and detectors of their own, patterns, lists, and
// what they allow.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/wildcard.h"
#include "engine/detect/allow_list.h"
#include "engine/detect/current_detector.h"
#include "engine/detect/examples.h"
#include "engine/detect/test_rules.h"

namespace holdfast::detect {
namespace {

using testing::HasSubstr;
using Strings = std::vector<std::string>;

constexpr std::string_view kTypes =
    "- {name: staff_number, category: custom, sensitivity: 2}\n"
    "- {name: project_name, category: custom, sensitivity: 3}\n";
constexpr std::string_view kDetectors = R"(source: the house
detectors:
  - name: staff_number
    type: staff_number
    shape: pattern
    patterns: ['\bEMP-\d{6}\b']
    confidence: {bare: 0.7, cued: 0.95}
    cues: {en: [staff number]}
    examples:
      match: ["«EMP-123456» will call"]
      no_match: ["EMP-1234567"]
  - name: project_name
    type: project_name
    shape: words
    words_file: words/projects.txt
    confidence: {bare: 0.8, cued: 0.9}
    examples:
      match: ["the «Blue Heron» launch"]
      no_match: ["the blue sky"]
)";
constexpr std::string_view kProjects = "Blue Heron\nKestrel\n";

struct Own {
  std::vector<RuleFile> files = {
      {"types.yaml", kTypes}, {"detect/house.yaml", kDetectors}, {"words/projects.txt", kProjects}};
  Own& with_allow(std::string_view yaml) {
    files.push_back({"allow.yaml", yaml});
    return *this;
  }
  Result<Detector> load() const { return Detector::load_with(files); }
  std::string refusal() const {
    const auto loaded = load();
    return loaded ? "loaded" : loaded.error().message;
  }
};

Strings found(const Detector& detector, std::string_view text, std::string_view field = {}) {
  Scratch scratch;
  Options options;
  options.field = field;
  Strings all;
  for (const Finding& finding : detector.detect(text, scratch, options)) {
    all.push_back(detector.type(finding.type).name + ":" +
                  std::string(text.substr(finding.begin, finding.end - finding.begin)));
  }
  return all;
}

TEST(OwnRules, StandBesideTheShippedOnes) {
  const auto detector = Own().load();
  ASSERT_TRUE(detector) << detector.error().message;
  EXPECT_EQ(found(*detector, "EMP-123456 works on blue heron, card 4111 1111 1111 1111"),
            (Strings{"staff_number:EMP-123456", "project_name:blue heron",
                     "payment_card:4111 1111 1111 1111"}));
  EXPECT_NE(detector->rules_digest(), shipped().rules_digest());
}

TEST(OwnRules, TheirExamplesAreTests) {
  const Own own;
  const auto detector = own.load();
  ASSERT_TRUE(detector);
  const auto report = run_examples(*detector, own.files);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->examples, 4U);
  EXPECT_THAT(report->failures, testing::IsEmpty());

  Own wrong;
  std::string yaml(kDetectors);
  yaml.replace(yaml.find("EMP-1234567"), 11, "EMP-123456");
  wrong.files[1].yaml = yaml;
  const auto failed = run_examples(*wrong.load(), wrong.files);
  ASSERT_TRUE(failed);
  ASSERT_EQ(failed->failures.size(), 1U);
  EXPECT_EQ(failed->failures[0].place, "detect/house.yaml:11");
  EXPECT_EQ(failed->failures[0].problem, "should not be found as staff_number");
  EXPECT_THAT(failed->failures[0].details, HasSubstr("found staff_number [0, 10) at 0.70"));
}

TEST(OwnRules, TheDigestCoversTheLists) {
  Own other;
  other.files[2].yaml = "Blue Heron\nOsprey\n";
  EXPECT_NE(Own().load()->rules_digest(), other.load()->rules_digest());
}

TEST(OwnRules, WhatIsWrongIsNamedWithItsPlace) {
  Own twice;
  twice.files[0].yaml = "- {name: iban, category: bank, sensitivity: 3}\n";
  EXPECT_THAT(twice.refusal(), HasSubstr("types.yaml:1: type iban is defined twice"));

  Own costly;
  std::string yaml(kDetectors);
  yaml.replace(yaml.find("d{6}"), 4, "d+");
  costly.files[1].yaml = yaml;
  EXPECT_THAT(costly.refusal(),
              testing::AllOf(HasSubstr("detect/house.yaml:6:"), HasSubstr("`+` has no bound")));

  Own lost;
  lost.files.pop_back();
  EXPECT_THAT(lost.refusal(), HasSubstr("`words_file: words/projects.txt` is not in"));

  Own list;
  list.files[2].yaml = "Blue Heron\nx\n";
  EXPECT_THAT(list.refusal(), HasSubstr("words/projects.txt:2: one character"));
}

TEST(OwnRules, WhatIsAllowedIsNotReported) {
  Own own;
  const auto detector = own.with_allow(R"(allow:
  - {types: [email], values: [info@centre.example], why: ours}
  - {types: [payment_card], values: ["4111 1111 1111 1111"], why: the test card}
  - {types: [email], patterns: ['[a-z]{1,30}@help\.centre\.example'], why: ours}
  - {types: [staff_number], fields: ["*.author"], why: who wrote}
)")
                            .load();
  ASSERT_TRUE(detector) << detector.error().message;
  EXPECT_EQ(found(*detector, "Info@Centre.example, bob@help.centre.example, bob@mail.com"),
            Strings{"email:bob@mail.com"});
  EXPECT_EQ(found(*detector, "card 4111-1111-1111-1111 or 5555 5555 5555 4444"),
            Strings{"payment_card:5555 5555 5555 4444"});
  EXPECT_EQ(found(*detector, "EMP-123456", "ticket.author"), Strings{});
  EXPECT_EQ(found(*detector, "EMP-123456", "ticket.text"), Strings{"staff_number:EMP-123456"});
}

// A value that is allowed must not hide one that merely looks like it.
TEST(OwnRules, SeparatorsOfAnAddressAreNotOverlooked) {
  Own own;
  const auto detector =
      own.with_allow("allow: [{values: [ann.lee@centre.example], why: ours}]\n").load();
  ASSERT_TRUE(detector) << detector.error().message;
  EXPECT_EQ(found(*detector, "annlee@centre.example"), Strings{"email:annlee@centre.example"});
}

TEST(OwnRules, AnAllowListMustSayWhatAndWhy) {
  const auto refusal = [](std::string_view yaml) { return Own().with_allow(yaml).refusal(); };
  EXPECT_THAT(refusal("allow: [{types: [email], values: [a@b.com]}]\n"),
              HasSubstr("allow.yaml:1: `why` is missing"));
  EXPECT_THAT(refusal("allow: [{types: [email], why: x}]\n"),
              HasSubstr("what is allowed is missing"));
  EXPECT_THAT(refusal("allow: [{types: [emial], values: [a], why: x}]\n"),
              HasSubstr("there is no type \"emial\""));
  EXPECT_THAT(refusal("allow: [{values_file: x.txt, why: x}]\n"), HasSubstr("is not in the"));
  EXPECT_THAT(refusal("allow: [{patterns: ['a*'], why: x}]\n"), HasSubstr("has no bound"));
}

TEST(OwnRules, AWildcardStandsForAnyCharacters) {
  EXPECT_TRUE(wildcard_matches("ticket.*.id", "ticket.a.b.id", QuestionMark::Itself));
  EXPECT_TRUE(wildcard_matches("*", "", QuestionMark::Itself));
  EXPECT_TRUE(wildcard_matches("a*b*c", "aXbYbZc", QuestionMark::Itself));
  EXPECT_FALSE(wildcard_matches("a*b", "abc", QuestionMark::Itself));
  EXPECT_FALSE(wildcard_matches("", "a", QuestionMark::Itself));
}

// Whoever works with one detector ends with it, whatever came into force meanwhile.
TEST(OwnRules, ACopyOutlivesItsReplacement) {
  CurrentDetector current(*Own().load());
  const Detector before = current.get();
  current.replace(shipped());
  EXPECT_EQ(found(before, "EMP-123456"), Strings{"staff_number:EMP-123456"});
  EXPECT_EQ(found(current.get(), "EMP-123456"), Strings{});
}

}  // namespace
}  // namespace holdfast::detect

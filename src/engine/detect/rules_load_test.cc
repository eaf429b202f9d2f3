#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/detect/packed_tree.h"
#include "engine/detect/rules.h"
#include "engine/detect/test_rules.h"

namespace holdfast::detect {
namespace {

using testing::HasSubstr;

constexpr std::string_view kExamples = "\nexamples: {match: [\"a\"], no_match: [\"b\"]}";

std::string message_of(std::string_view members) {
  const auto loaded = load_one(std::string(members) + std::string(kExamples));
  return loaded ? "loaded" : loaded.error().message;
}

std::string message_of_type(std::string_view member) {
  const std::string yaml =
      "- {name: thing, category: custom, sensitivity: 2, " + std::string(member) + "}\n";
  const RuleFile file[] = {{"types.yaml", yaml}};
  const auto loaded = Detector::load(file);
  return loaded ? "loaded" : loaded.error().message;
}

// Who writes a rule must learn from the message alone where to look and what to write instead.
TEST(RuleLoading, MessagesNameFileLineAndWhatToChange) {
  EXPECT_THAT(message_of("shape: circle\nconfidence: {bare: 0.1, cued: 0.9}"),
              testing::AllOf(HasSubstr("x.yaml:3"), HasSubstr("use one of digits, token")));
  EXPECT_THAT(message_of("shape: digits\nconfidence: {bare: 0.1, cued: 0.9}"),
              HasSubstr("`lengths` is missing"));
  EXPECT_THAT(message_of("shape: digits\nlengths: [9-3]\nconfidence: {bare: 0.1, cued: 0.9}"),
              HasSubstr("must be like 9 or 13-19"));
  EXPECT_THAT(message_of("shape: digits\nlengths: [9]\nconfidence: {bare: 7, cued: 0.9}"),
              HasSubstr("`bare` must be a number from 0 to 1"));
  EXPECT_THAT(message_of("shape: digits\nlengths: [9]\nconfidence: {bare: 0.1, cued: 0.9}\n"
                         "lenghts: [3]"),
              HasSubstr("x.yaml:8: `lenghts` is not a key that belongs here"));
  EXPECT_THAT(message_of("shape: digits\nlengths: [9]\nconfidence: {bare: 0.1, cued: 0.9}\n"
                         "check: [no_such_check]"),
              HasSubstr("no check named \"no_such_check\""));
  EXPECT_THAT(message_of("shape: digits\nlengths: [9]\nconfidence: {bare: 0.1, cued: 0.9}\n"
                         "cue_required: true"),
              HasSubstr("`cue_required` without `cues`"));
  EXPECT_THAT(
      message_of("shape: token\ntemplates: [\"LL-DD\"]\nconfidence: {bare: 0.1, cued: 0.9}"),
      HasSubstr("may hold L, D, A, ~"));
  EXPECT_THAT(message_of("shape: digits\nshape: token\nconfidence: {bare: 0.1, cued: 0.9}"),
              HasSubstr("\"shape\" is given twice"));
}

TEST(RuleLoading, AValidRuleLoads) {
  EXPECT_EQ(message_of("shape: digits\nlengths: [9]\nconfidence: {bare: 0.1, cued: 0.9}"),
            "loaded");
}

TEST(RuleLoading, ARuleWithoutExamplesIsRefused) {
  const auto loaded = load_one("shape: digits\nlengths: [9]\nconfidence: {bare: 0.1, cued: 0.9}");
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().message, HasSubstr("`examples` is missing"));
}

TEST(RuleLoading, WhatIsNotYamlOrNotUtf8IsRefused) {
  const RuleFile broken[] = {{"x.yaml", "source: [a"}};
  EXPECT_THAT(Detector::load(broken).error().message, HasSubstr("x.yaml:"));
  const RuleFile bytes[] = {{"x.yaml", "source: \xff"}};
  EXPECT_THAT(Detector::load(bytes).error().message, HasSubstr("x.yaml:1: not UTF-8"));
}

// An alias that doubles at each step would fill the memory: the count of values is limited.
TEST(RuleLoading, ABombOfAliasesIsRefused) {
  std::string yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    yaml += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) yaml += before + (k < 9 ? ", " : "]\n");
  }
  const RuleFile bomb[] = {{"x.yaml", yaml}};
  EXPECT_THAT(Detector::load(bomb).error().message, HasSubstr("too many values"));
}

TEST(RuleLoading, TheDigestDependsOnContentAndNotOnOrder) {
  const RuleFile a{"types.yaml", "- {name: thing, category: custom, sensitivity: 2}\n"};
  const RuleFile b{"other/types.yaml", "- {name: other, category: custom, sensitivity: 2}\n"};
  const RuleFile forth[] = {a, b};
  const RuleFile back[] = {b, a};
  const RuleFile less[] = {a};
  EXPECT_EQ(Detector::load(forth)->rules_digest(), Detector::load(back)->rules_digest());
  EXPECT_NE(Detector::load(forth)->rules_digest(), Detector::load(less)->rules_digest());
  EXPECT_EQ(Detector::load(forth)->rules_digest().size(), 64U);
}

// What is packed when the program is built is what its YAML says, to the line.
TEST(RuleLoading, ThePackedRulesAreTheFilesThemselves) {
  for (const RuleFile& file : embedded_rules()) {
    ASSERT_FALSE(file.tree.empty()) << file.name;
    const auto tree = parse_yaml(file.name, file.yaml);
    ASSERT_TRUE(tree) << tree.error().message;
    EXPECT_EQ(file.tree, pack(*tree)) << file.name;
    EXPECT_EQ(file.tree, pack(unpack(file.tree))) << file.name;
  }
}

// The names that policies, clients and stored findings rely on.
TEST(RuleLoading, TheFixedTypesAreThere) {
  for (const std::string_view name :
       {"payment_card",    "card_cvv",        "card_expiry",    "us_ssn",       "us_itin",
        "us_bank_routing", "uk_nino",         "uk_sort_code",   "bank_account", "iban",
        "phone",           "email",           "person",         "address",      "postal_code",
        "date_of_birth",   "health",          "medical_record", "password",     "pin",
        "one_time_code",   "security_answer", "ip_address",     "url"}) {
    EXPECT_NE(shipped().find_type(name), nullptr) << name;
  }
  EXPECT_EQ(shipped().find_type("no_such_type"), nullptr);
}

// Who comes from another product looks its names up; a name that means two things would mislead.
TEST(RuleLoading, AnotherProductsNamesLeadToTheType) {
  const EntityType* card = shipped().find_type("payment_card");
  EXPECT_EQ(card->presidio, "CREDIT_CARD");
  EXPECT_EQ(card->google, "CREDIT_CARD_NUMBER");
  EXPECT_EQ(card->aws, "CREDIT_DEBIT_NUMBER");
  EXPECT_EQ(card->macie, "CREDIT_CARD_NUMBER");
  EXPECT_THAT(shipped().find_type("person")->other_names, testing::Contains("FIRST_NAME"));
  EXPECT_THAT(message_of_type("other_names: PERSON"), HasSubstr("`other_names` must be a list"));
}

TEST(RuleLoading, WhatKeepsNothingDerivedIsOfTheHighestSensitivity) {
  for (const EntityType& type : shipped().types()) {
    EXPECT_EQ(type.keeps_nothing_derived, type.sensitivity == 4) << type.name;
  }
  for (const std::string_view name :
       {"card_cvv", "pin", "password", "one_time_code", "security_answer"}) {
    EXPECT_TRUE(shipped().find_type(name)->keeps_nothing_derived) << name;
  }
}

}  // namespace
}  // namespace holdfast::detect

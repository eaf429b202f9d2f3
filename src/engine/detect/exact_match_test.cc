// Customers' records in messages: columns of one record near one another, however they are written.

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/detect/examples.h"
#include "engine/detect/test_exact.h"
#include "engine/detect/test_rules.h"

namespace holdfast::detect {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Strings = std::vector<std::string>;

constexpr std::string_view kSchema = R"(columns:
  customer_number: {kind: digits, unique: true}
  last_name: {kind: name}
  born: {kind: date}
  phone: {kind: phone, country_code: "44", indexed: true}
  email: {kind: email, indexed: true}
  contract: {kind: id, indexed: true}
  first_name: {kind: name}
pairs: [[last_name, born]]
)";
constexpr std::string_view kTypes = "- {name: customer_record, category: custom, sensitivity: 3}\n";
constexpr std::string_view kRule = R"(source: the house
detectors:
  - name: customer_record
    type: customer_record
    shape: exact
    index: customers.exact
    match:
      - [customer_number, last_name]
      - {at_least: 2, of: [phone, email, contract, last_name, born]}
    confidence: {bare: 0.8, cued: 0.98}
)";

const std::vector<ExactCells>& records() {
  static const std::vector<ExactCells> all = {
      {"48213377", "Müller", "1985-04-07", "020 7946 0958", "anna.m@example.com", "KV-2209/11",
       "Anna"},
      {"48213378", "van der Berg", "1990-12-24", "+44 20 7946 0111", "vdb@example.org",
       "KV-2209/12", "Jan"},
      {"48213379", "O'Brien", "1971-01-31", "+353 1 496 0555", "", "KV-2209/13", "Liam"},
      {"48213380", "Smith", "1985-04-07", "020 7946 0958", "smith@example.com", "KV-2209/14",
       "Joe"},
  };
  return all;
}

std::string rule_with(std::string_view from, std::string_view to) {
  std::string rule(kRule);
  const std::size_t at = rule.find(from);
  CHECK(at != std::string::npos);
  return rule.replace(at, from.size(), to);
}

Result<Detector> load(std::string_view rule = kRule) {
  const auto schema = ExactSchema::parse("s.yaml", kSchema);
  CHECK(schema);
  const auto index = open_exact(exact_file(*schema, records()));
  CHECK(index);
  const std::string digest = (*index)->digest();
  const RuleFile files[] = {{.name = "types.yaml", .yaml = kTypes},
                            {.name = "detect/house.yaml", .yaml = rule},
                            {.name = "customers.exact", .yaml = digest, .exact = *index}};
  return Detector::load_with(files);
}

std::string refusal(std::string_view from, std::string_view to) {
  const auto detector = load(rule_with(from, to));
  return detector ? "loaded" : detector.error().message;
}

const Detector& customers() {
  static const Detector* detector = [] {
    auto loaded = load();
    if (!loaded) ADD_FAILURE() << loaded.error().message;
    CHECK(loaded);
    return new Detector(*std::move(loaded));
  }();
  return *detector;
}

std::vector<Finding> records_in(std::string_view text, const Detector& detector = customers()) {
  Scratch scratch;
  std::vector<Finding> found = detector.detect(text, scratch);
  TypeIndex type = 0;
  CHECK(detector.find_type("customer_record", &type));
  std::erase_if(found, [type](const Finding& finding) { return finding.type != type; });
  return found;
}

Strings spans(std::string_view text, const Detector& detector = customers()) {
  Strings all;
  for (const Finding& finding : records_in(text, detector)) {
    all.emplace_back(text.substr(finding.begin, finding.end - finding.begin));
  }
  return all;
}

TEST(ExactMatch, ColumnsOfOneRecordAreFoundHoweverTheyAreWritten) {
  EXPECT_THAT(spans("Ms Mueller, number 4821 3377, called"), ElementsAre("Mueller", "4821 3377"));
  EXPECT_THAT(spans("48213377 MÜLLER"), ElementsAre("48213377", "MÜLLER"));
  EXPECT_THAT(spans("Van der Berg (4821-3378)"), ElementsAre("Van der Berg", "4821-3378"));
  EXPECT_THAT(spans("mr o’brien's number is 48213379"), ElementsAre("o’brien", "48213379"));
  EXPECT_THAT(spans("kv 2209/11 is with ANNA.M@example.com"),
              ElementsAre("kv 2209/11", "ANNA.M@example.com"));
  EXPECT_THAT(spans("Müller, +44 (0)20 7946-0958"), ElementsAre("Müller", "+44 (0)20 7946-0958"));
  EXPECT_THAT(spans("Smith on 0044 20 7946 0958"), ElementsAre("Smith", "0044 20 7946 0958"));
}

TEST(ExactMatch, ANameAndADayFindARecordTogether) {
  for (const std::string_view day : {"7.4.1985", "07/04/1985", "1985-04-07", "7 April 1985",
                                     "7th of April, 1985", "April 7, 1985", "07.04.85"}) {
    const std::string text = fmt::format("Müller was born on {}.", day);
    EXPECT_THAT(spans(text), ElementsAre("Müller", std::string(day))) << text;
  }
  EXPECT_THAT(spans("Müller was born on 8.4.1985."), IsEmpty());
  EXPECT_THAT(spans("O'Brien was born on 7.4.1985."), IsEmpty());
}

TEST(ExactMatch, ValuesOfDifferentRecordsAreNoRecord) {
  EXPECT_THAT(spans("Mueller, number 48213378"), IsEmpty());
  EXPECT_THAT(spans("KV-2209/11 and vdb@example.org"), IsEmpty());
  EXPECT_THAT(spans("number 48213377"), IsEmpty());
  EXPECT_THAT(spans("48213376 Müller"), IsEmpty());
  EXPECT_THAT(spans("148213377 Müller, 482133771 Müller"), IsEmpty());
  EXPECT_THAT(spans("Muller and Smith went home. We counted 12 of 34."), IsEmpty());
}

TEST(ExactMatch, StandNearOneAnother) {
  const std::string far = "48213377" + std::string(400, '.') + "Müller";
  EXPECT_THAT(spans(far), IsEmpty());
  const auto whole = load(rule_with("    confidence", "    within: message\n    confidence"));
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_THAT(spans(far, *whole), ElementsAre("48213377", "Müller"));
  // The slices of a long text do not hide what stands on either side of a cut.
  std::string lines(65'530, 'x');
  for (std::size_t i = 80; i < lines.size(); i += 80) lines[i] = '\n';
  const std::string cut = lines + "\n48213377\n" + lines.substr(0, 100) + "\nMüller";
  EXPECT_THAT(spans(cut), ElementsAre("48213377", "Müller"));
}

TEST(ExactMatch, MoreColumnsAreSurer) {
  const auto two = records_in("Müller 48213377");
  const auto three = records_in("Müller 48213377 anna.m@example.com KV-2209/11");
  ASSERT_EQ(two.size(), 2U);
  ASSERT_EQ(three.size(), 4U);
  EXPECT_FLOAT_EQ(two[0].confidence, 0.89F);
  EXPECT_FLOAT_EQ(three[0].confidence, 0.98F);
  EXPECT_NE(two[0].entity, 0U);
  EXPECT_EQ(two[0].entity, two[1].entity);
  ASSERT_EQ(two[1].evidence.size(), 3U);
  EXPECT_EQ(two[1].evidence[0].what, "customer_record");
  EXPECT_EQ(two[1].evidence[1].what, "customer_number is in customers.exact");
  EXPECT_EQ(two[1].evidence[2].what, "last_name of the same record near");
}

TEST(ExactMatch, EachRecordOfAListIsOne) {
  const auto found = records_in("48213377;Müller\n48213378;van der Berg\n48213379;O'Brien\n");
  ASSERT_EQ(found.size(), 6U);
  EXPECT_EQ(found[0].entity, found[1].entity);
  EXPECT_NE(found[1].entity, found[2].entity);
}

TEST(ExactMatch, AUniqueColumnMayBeEnough) {
  const auto alone = load(rule_with("- [customer_number, last_name]", "- [customer_number]"));
  ASSERT_TRUE(alone) << alone.error().message;
  EXPECT_THAT(spans("for 4821 3379", *alone), ElementsAre("4821 3379"));
  EXPECT_THAT(refusal("- [customer_number, last_name]", "- [email]"),
              HasSubstr("email alone is nobody in particular"));
}

TEST(ExactMatch, ARegisteredValueWinsItsPlaceAndTheOtherIsARunnerUp) {
  const std::string_view text = "smith@example.com is Smith";
  Scratch scratch;
  const auto found = customers().detect(text, scratch);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(customers().type(found[0].type).name, "customer_record");
  ASSERT_FALSE(found[0].runners_up.empty());
  EXPECT_EQ(customers().type(found[0].runners_up[0].type).name, "email");
}

TEST(ExactMatch, WhatIsReadOutIsFoundAsWell) {
  EXPECT_THAT(spans("mueller my number is four eight two one double three double seven"),
              ElementsAre("mueller", "four eight two one double three double seven"));
}

TEST(ExactMatch, HoldsInAConversationsMessages) {
  Conversation conversation;
  Scratch scratch;
  const auto first = conversation.observe(customers(), Role::Customer, "Müller 48213377", scratch);
  const auto again = conversation.observe(customers(), Role::Customer, "Smith 48213380", scratch);
  ASSERT_EQ(first.findings.size(), 2U);
  ASSERT_EQ(again.findings.size(), 2U);
  EXPECT_NE(first.findings[0].entity, again.findings[0].entity);
  // The agent may say a customer's name.
  const auto echo = conversation.observe(customers(), Role::Agent, "Thank you, Ms Müller", scratch);
  EXPECT_THAT(echo.findings, IsEmpty());
}

TEST(ExactMatch, OptionsAndAllowListsHold) {
  Scratch scratch;
  Options options;
  options.confidence_min = 0.95F;
  EXPECT_THAT(customers().detect("Müller 48213377", scratch, options), IsEmpty());
}

TEST(ExactMatch, RulesThatCouldFindNothingAreRefused) {
  EXPECT_THAT(refusal("customers.exact", "none.exact"), HasSubstr("is no index of records"));
  EXPECT_THAT(refusal("last_name]\n", "surname]\n"), HasSubstr("the index has no column surname"));
  EXPECT_THAT(refusal("of: [phone, email", "of: [phone, phone, email"),
              HasSubstr("names each column once"));
  EXPECT_THAT(refusal("[customer_number, last_name]", "[last_name, first_name]"),
              HasSubstr("does not find records by last_name, first_name"));
  EXPECT_THAT(refusal("[customer_number, last_name]", "[last_name, last_name]"),
              HasSubstr("names each column once"));
  EXPECT_THAT(refusal("at_least: 2", "at_least: 1"), HasSubstr("`at_least` must be 2 or more"));
  EXPECT_THAT(refusal("    confidence", "    within: 0\n    confidence"),
              HasSubstr("`within` must lie between 1 and"));
  EXPECT_THAT(refusal("    confidence", "    cues: {en: [customer]}\n    confidence"),
              HasSubstr("do not go with this shape"));
}

// A message made of nothing but customers' numbers must not take time that grows with its square.
TEST(ExactMatch, ALongListTakesLinearTime) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "48213377 Müller 7.4.1985 020 7946 0958\n";
  const auto found = records_in(text);
  EXPECT_GE(found.size(), 6000U);
}

}  // namespace
}  // namespace holdfast::detect

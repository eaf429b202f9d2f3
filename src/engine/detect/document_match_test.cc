// Registered forms and templates, found again filled in, in part, reordered.

#include <cstring>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/detect/document_prints.h"
#include "engine/detect/test_rules.h"

namespace holdfast::detect {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kForm =
    "Request for a change of the account holder\n\n"
    "Name of the present holder: ______________________\n"
    "Customer number: ____________   Date of birth: ____/____/______\n\n"
    "I ask the company to transfer the contract named above with all rights and duties to the new "
    "holder named below from the first day of the following month. I have read the terms of the "
    "contract and the notice about how my data are used, and I agree that both are kept for as "
    "long "
    "as the law requires.\n\n"
    "Name of the new holder: ______________________\n"
    "The transfer is only valid when both holders have signed this form and a copy of an identity "
    "card of each of them is attached. Forms that are not complete are sent back unread.\n\n"
    "Place and date: ______________  Signature of the present holder: ______________\n";

constexpr std::string_view kTypes = "- {name: internal_form, category: custom, sensitivity: 2}\n";

std::string rule_with(std::string_view contains) {
  return fmt::format(R"(source: the house
detectors:
  - name: transfer_form
    type: internal_form
    shape: document
    prints: forms.prints
    contains: {}
    confidence: {{bare: 0.7, cued: 0.95}}
)",
                     contains);
}

std::string prints_file() {
  DocumentPrints prints;
  prints.documents.push_back({"transfer.txt", prints_of(kForm)});
  return std::string(as_text(prints.write()));
}

Result<Detector> load(std::string_view file, std::string_view contains = "0.5") {
  const std::string rule = rule_with(contains);
  const RuleFile files[] = {
      {"types.yaml", kTypes}, {"detect/forms.yaml", rule}, {"forms.prints", file}};
  return Detector::load_with(files);
}

std::vector<Finding> forms_in(std::string_view text) {
  static const Detector* detector = [] {
    auto loaded = load(prints_file());
    if (!loaded) ADD_FAILURE() << loaded.error().message;
    CHECK(loaded);
    return new Detector(*std::move(loaded));
  }();
  Scratch scratch;
  TypeIndex type = 0;
  CHECK(detector->find_type("internal_form", &type));
  std::vector<Finding> found = detector->detect(text, scratch);
  std::uint32_t last = 0;
  for (const Finding& finding : found) {
    EXPECT_GE(finding.begin, last);
    last = finding.end;
  }
  std::erase_if(found, [type](const Finding& finding) { return finding.type != type; });
  return found;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  CHECK(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST(DocumentMatch, AFormIsFoundFilledIn) {
  std::string filled(kForm);
  filled = replaced(filled, "holder: ______________________", "holder: Anna Maria Lindqvist");
  filled = replaced(filled, "number: ____________", "number: 48213377");
  filled = replaced(filled, "birth: ____/____/______", "birth: 07/04/1985");
  filled = replaced(filled, "new holder: ______________________", "new holder: Joe Tanner");
  filled = replaced(filled, "date: ______________", "date: Leeds, 3 May 2026");
  const auto found = forms_in("Hello, here it is:\n\n" + filled + "\nThank you");
  ASSERT_FALSE(found.empty());
  EXPECT_GT(found[0].confidence, 0.85F);
  ASSERT_EQ(found[0].evidence.size(), 2U);
  EXPECT_EQ(found[0].evidence[0].what, "transfer_form");
  EXPECT_THAT(found[0].evidence[1].what, HasSubstr(" % of transfer.txt"));
  for (const Finding& finding : found) EXPECT_EQ(finding.entity, found[0].entity);
}

TEST(DocumentMatch, WritingDoesNotMatter) {
  std::string shouted;
  for (const char c : kForm) {
    shouted += c == '\n' ? "\r\n  " : std::string(1, static_cast<char>(std::toupper(c)));
  }
  const auto found = forms_in(shouted);
  ASSERT_FALSE(found.empty());
  EXPECT_GT(found[0].confidence, 0.94F);
}

TEST(DocumentMatch, ParagraphsMayBeReordered) {
  const std::size_t middle = kForm.find("Name of the new holder");
  const std::string reordered =
      std::string(kForm.substr(middle)) + "\n" + std::string(kForm.substr(0, middle));
  EXPECT_FALSE(forms_in(reordered).empty());
}

TEST(DocumentMatch, AnExcerptCountsByItsShare) {
  EXPECT_FALSE(forms_in(kForm.substr(0, kForm.size() * 7 / 10)).empty());
  EXPECT_THAT(forms_in(kForm.substr(0, kForm.size() * 3 / 10)), IsEmpty());
}

TEST(DocumentMatch, OtherFormsAreNotThisOne) {
  EXPECT_THAT(forms_in("Name of the present holder: Anna. Customer number: 48213377"), IsEmpty());
  EXPECT_THAT(
      forms_in(
          "Request for a refund\n\nName of the customer: ____ Customer number: ____ Date of "
          "birth: ____\nI ask the company to pay the sum named above back to the account that it "
          "was paid from. I have read the terms of the contract and the notice about how my data "
          "are used.\nPlace and date: ____ Signature: ____"),
      IsEmpty());
}

// Where a value stands in the form, the value's own finding stays.
TEST(DocumentMatch, FindingsWithinStay) {
  const std::string filled =
      replaced(std::string(kForm), "named below", "named below (anna.lee@example.com)");
  const auto loaded = load(prints_file());
  ASSERT_TRUE(loaded);
  Scratch scratch;
  const auto found = loaded->detect(filled, scratch);
  EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const Finding& finding) {
    return loaded->type(finding.type).name == "email";
  }));
}

TEST(DocumentPrints, DamageIsRefused) {
  const std::string file = prints_file();
  ASSERT_TRUE(load(file));
  for (std::size_t at = 0; at < file.size(); at += 13) {
    std::string damaged = file;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    EXPECT_FALSE(DocumentPrints::read(as_bytes(damaged))) << at;
    EXPECT_FALSE(DocumentPrints::read(as_bytes(file.substr(0, at)))) << at;
  }
  EXPECT_THAT(load("nothing").error().message, HasSubstr("forms.prints:1: no fingerprints"));
  EXPECT_THAT(load(file, "0.01").error().message, HasSubstr("`contains` must lie between"));
}

TEST(DocumentPrints, SevenWordsInARowGiveOne) {
  const auto all = prints_of(kForm);
  const auto some = prints_of(
      "the law requires that rights and duties to the new holder named below "
      "are kept from the first day");
  std::vector<std::uint64_t> both;
  std::set_intersection(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(both));
  EXPECT_FALSE(both.empty());
}

// Files outlive programs: whoever changes the hash of a word changes the format's version as well.
TEST(DocumentPrints, AreWhatEarlierVersionsWrote) {
  const auto prints = prints_of("one two three four five six seven eight");
  ASSERT_FALSE(prints.empty());
  EXPECT_EQ(prints.front(), 9248919823255461532ULL);
}

}  // namespace
}  // namespace holdfast::detect

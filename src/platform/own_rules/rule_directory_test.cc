#include "platform/own_rules/rule_directory.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/own_rules/rule_watch.h"

namespace holdfast::own_rules {
namespace {

using testing::HasSubstr;

constexpr std::string_view kTypes = "- {name: badge, category: custom, sensitivity: 2}\n";
constexpr std::string_view kRule = R"(source: the house
detectors:
  - name: badge
    type: badge
    shape: pattern
    patterns: ['\bBDG\d{4}\b']
    confidence: {bare: 0.7, cued: 0.95}
    examples:
      match: ["«BDG1234»"]
      no_match: ["BDG12345"]
)";

class RuleDirectories : public testing::Test {
 protected:
  RuleDirectories() {
    std::string name = std::filesystem::temp_directory_path() / "holdfast-rules-XXXXXX";
    path_ = mkdtemp(name.data());
    write("types.yaml", kTypes);
    write("detect/badge.yaml", kRule);
  }
  ~RuleDirectories() override { std::filesystem::remove_all(path_); }

  void write(const std::string& name, std::string_view content) const {
    const std::filesystem::path file = path_ + "/" + name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
  }
  std::string refusal() const {
    const auto loaded = load_detector(path_);
    return loaded ? "loaded" : loaded.error().message;
  }

  std::string path_;
};

TEST_F(RuleDirectories, LoadBesideTheShippedRules) {
  const auto detector = load_detector(path_);
  ASSERT_TRUE(detector) << detector.error().message;
  EXPECT_NE(detector->find_type("badge"), nullptr);
  EXPECT_NE(detector->find_type("payment_card"), nullptr);
  EXPECT_EQ(load_detector("")->find_type("badge"), nullptr);
}

TEST_F(RuleDirectories, AnExampleThatFailsKeepsThemOut) {
  std::string rule(kRule);
  rule.replace(rule.find("BDG12345"), 8, "BDG1234 ");
  write("detect/badge.yaml", rule);
  EXPECT_THAT(refusal(), testing::AllOf(HasSubstr(path_ + "/detect/badge.yaml:10:"),
                                        HasSubstr("it should not be found as badge (1 of 2 fail")));
  const auto check = RuleDirectory::read(path_)->check();
  ASSERT_TRUE(check);
  EXPECT_EQ(check->own.failures.size(), 1U);
  EXPECT_GT(check->shipped.examples, 50U);
  EXPECT_THAT(check->shipped.failures, testing::IsEmpty());
}

TEST_F(RuleDirectories, WhatDoesNotBelongThereIsNamed) {
  EXPECT_THAT(load_detector(path_ + "/none").error().message, HasSubstr("there is no directory"));
  write("README.md", "notes");
  write("detect/.badge.yaml.swp", "x");
  write("detect/badge.yaml~", "x");
  EXPECT_EQ(refusal(), "loaded");
  write("detect/more.yml", "x");
  EXPECT_THAT(refusal(), HasSubstr("detect/more.yml:1: name it .yaml"));
  std::filesystem::remove(path_ + "/detect/more.yml");
  write("context.yaml", "x");
  EXPECT_THAT(refusal(), HasSubstr("context.yaml:1: does not belong here"));
  std::filesystem::remove(path_ + "/context.yaml");
  write("detect/deeper/more.yaml", "x");
  EXPECT_THAT(refusal(), HasSubstr("deeper/more.yaml:1: does not belong here"));
}

TEST_F(RuleDirectories, TheDigestDoesNotDependOnThePlace) {
  const std::string elsewhere = path_ + "-copy";
  std::filesystem::copy(path_, elsewhere, std::filesystem::copy_options::recursive);
  EXPECT_EQ(load_detector(path_)->rules_digest(), load_detector(elsewhere)->rules_digest());
  std::filesystem::remove_all(elsewhere);
}

TEST_F(RuleDirectories, AChangeIsNoticed) {
  const std::string before = fingerprint(path_);
  EXPECT_EQ(fingerprint(path_), before);
  std::promise<void> noticed;
  std::once_flag once;  // it may be seen empty first
  RuleWatch watch(path_, std::chrono::milliseconds(1), [&] {
    std::call_once(once, [&noticed] { noticed.set_value(); });
    return true;
  });
  watch.start(before);
  write("detect/more.yaml", "x");
  noticed.get_future().get();
  watch.stop();
  EXPECT_NE(fingerprint(path_), before);
}

}  // namespace
}  // namespace holdfast::own_rules

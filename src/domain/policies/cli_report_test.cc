#include "domain/policies/cli_report.h"

#include <gmock/gmock.h>

#include <fstream>

#include "domain/policies/testing_policies.h"
#include "platform/store/testing/scratch_directory.h"

namespace holdfast::policies {
namespace {

using ::testing::HasSubstr;

class CliReport : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    const std::string path = directory_.path() + "/" + name;
    std::ofstream(path) << text;
    return path;
  }
  const decide::Policy::Vocabulary vocabulary_ = vocabulary_of(shared_detector());
  store::ScratchDirectory directory_;
};

TEST_F(CliReport, ProblemsStandWhereEditorsFindThem) {
  std::string yaml = small_policy("bank", "hold");
  yaml.replace(yaml.find("hold"), 4, "helt");
  const std::string path = write("bank.yaml", yaml);
  const Report report = check_policies(std::vector{path}, vocabulary_);
  EXPECT_FALSE(report.is_fine);
  EXPECT_THAT(report.text, HasSubstr(path + ":6:21: no verdict is 'helt' (did you mean 'hold'?)"));
}

TEST_F(CliReport, AFolderIsReadWholeAndInOrder) {
  write("b.yaml", small_policy("b", "hold"));
  write("a.yml", small_policy("a", "hold"));
  write("notes.txt", "no policy");
  const Report report = test_policies(std::vector{directory_.path()}, vocabulary_);
  EXPECT_TRUE(report.is_fine) << report.text;
  EXPECT_LT(report.text.find("a.yml: 1 of 1"), report.text.find("b.yaml: 1 of 1"));
  EXPECT_THAT(report.text, HasSubstr("2 tests, 0 failed"));
}

TEST_F(CliReport, AFailingTestIsNamedWithWhatHappened) {
  const std::string path = write("bank.yaml", failing_policy("bank"));
  const Report report = test_policies(std::vector{path}, vocabulary_);
  EXPECT_FALSE(report.is_fine);
  EXPECT_THAT(report.text, HasSubstr(path + ":8: 'fires': expected block by [only], got hold"));
  EXPECT_THAT(report.text, HasSubstr("1 tests, 1 failed"));
  EXPECT_TRUE(check_policies(std::vector{path}, vocabulary_).is_fine) << "check runs no tests";
}

TEST_F(CliReport, WhatIsNotThereIsAProblem) {
  EXPECT_FALSE(check_policies(std::vector{directory_.path()}, vocabulary_).is_fine);
  const Report report = check_policies(std::vector{directory_.path() + "/none.yaml"}, vocabulary_);
  EXPECT_FALSE(report.is_fine);
  EXPECT_THAT(report.text, HasSubstr("none.yaml: cannot be read"));
}

TEST_F(CliReport, ABacktestIsATable) {
  Backtest backtest;
  backtest.messages = 200;
  backtest.before = {198, 0, 2, 0, 0, 0};
  backtest.after = {150, 0, 2, 0, 48, 0};
  backtest.stricter = 48;
  backtest.rules = {{"only", 48}};
  backtest.examples = {{.message = {},
                        .contact = {},
                        .before = decide::Verdict::Allow,
                        .after = decide::Verdict::Hold,
                        .rule = "bank/only"}};
  EXPECT_EQ(backtest_text(backtest),
            "200 messages: 48 would change, 48 stricter and 0 milder\n"
            "\n"
            "verdict          now              draft         \n"
            "allow            198   99.0 %       150   75.0 %\n"
            "redact             2    1.0 %         2    1.0 %\n"
            "hold               0    0.0 %        48   24.0 %\n"
            "\n"
            "messages in which each rule of the draft fires\n"
            "       48  only\n"
            "\n"
            "the newest changed messages\n"
            "  00000000-0000-0000-0000-000000000000  allow -> hold  bank/only\n");
}

}  // namespace
}  // namespace holdfast::policies

// The examples of docs/guides/policies.md are what they claim to be.

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "domain/policies/testing_policies.h"

namespace holdfast::policies {
namespace {

struct Example {
  std::string kind;  // "policy" or "condition"
  std::string yaml;
};

// Blocks that begin with "```yaml <kind>".
std::vector<Example> examples_in(const std::string& markdown) {
  std::vector<Example> examples;
  constexpr std::string_view kFence = "```yaml ";
  std::size_t at = 0;
  while ((at = markdown.find(kFence, at)) != std::string::npos) {
    const std::size_t line_end = markdown.find('\n', at);
    const std::size_t close = markdown.find("\n```", line_end);
    const std::size_t kind = at + kFence.size();
    examples.push_back(
        {markdown.substr(kind, line_end - kind), markdown.substr(line_end + 1, close - line_end)});
    at = close + 4;
  }
  return examples;
}

std::string policy_with(const std::string& when) {
  std::string indented;
  for (const char c : when) indented += c == '\n' ? std::string("\n    ") : std::string(1, c);
  return "policy: p\ntitle: T\nrules:\n  - name: r\n    " + indented +
         "\n    then: {verdict: coach, severity: low, reason: R, notice: N}\n"
         "tests:\n  - {name: t, facts: {}, expect: {verdict: allow}}\n";
}

TEST(PolicyGuide, EveryExampleParsesAndEveryPolicyPassesItsTests) {
  std::ifstream file(HOLDFAST_SOURCE_DIR "/docs/guides/policies.md");
  const std::string guide{std::istreambuf_iterator<char>(file), {}};
  const std::vector<Example> examples = examples_in(guide);
  EXPECT_GE(examples.size(), 6U);
  for (const Example& example : examples) {
    const bool is_policy = example.kind == "policy";
    EXPECT_TRUE(is_policy || example.kind == "condition") << example.kind;
    const decide::Policy policy = parsed(is_policy ? example.yaml : policy_with(example.yaml));
    for (const decide::PolicyTestFailure& failure : policy.run_tests()) {
      ADD_FAILURE() << policy.name() << ": " << failure.test << ": " << failure.problem;
    }
    EXPECT_TRUE(!is_policy || policy.untested_rules().empty()) << policy.name();
  }
}

}  // namespace
}  // namespace holdfast::policies

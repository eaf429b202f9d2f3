// A parsed policy, as policy_parser.cc makes it and decide.cc and own_tests.cc read it.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/decide/matcher.h"
#include "engine/decide/policy.h"
#include "engine/decide/thresholds.h"

namespace holdfast::decide {

struct PolicyRule {
  RuleInfo info;
  Matcher matcher;
};

// Facts as a document's test gives them: the strings that MessageFacts views.
struct TestFacts {
  std::string channel, direction, sender_role, queue;
  struct Recipient {
    RecipientKind kind;
    std::string domain;
  };
  struct Finding {
    std::string type, category;
    double confidence;
  };
  std::vector<Recipient> recipients;
  std::vector<Finding> findings;
  bool is_readable = true;
  Timestamp at{};
  std::int32_t utc_offset_minutes = 0;

  MessageFacts view() const;
};

struct PolicyTest {
  std::string name;
  std::uint32_t line = 0;
  TestFacts facts;
  Verdict verdict = Verdict::Allow;
  std::optional<std::vector<std::string>> rules;  // sorted; nothing: any rules may fire
};

struct Policy::Impl {
  std::string name;
  std::string title;
  std::string description;
  Thresholds thresholds;
  std::vector<PolicyRule> rules;
  std::vector<Guards> guards;  // of each rule
  std::vector<PolicyTest> tests;
};

// Reads `tests:` of a document whose rules are known.
Result<std::vector<PolicyTest>> parse_tests(const YamlNode& list,
                                            const Policy::Vocabulary& vocabulary,
                                            const Schema& schema,
                                            const std::vector<std::string>& rule_names);

// Lower-case words joined by hyphens: "card-number-in-chat".
Result<std::string> parse_name(const YamlNode& node);

}  // namespace holdfast::decide

// The tests that a policy document carries itself: reading and running them.

#include <algorithm>
#include <charconv>
#include <cstddef>

#include <fmt/core.h>

#include "base/join.h"
#include "base/timestamp.h"
#include "engine/decide/near_name.h"
#include "engine/decide/policy_impl.h"

namespace holdfast::decide {
namespace {

constexpr std::size_t kTestsMax = 1000;
constexpr std::size_t kFindingsMax = 10'000;  // of one test
const std::vector<std::string> kVerdictNames = {"allow",    "coach", "redact",
                                                "tokenise", "hold",  "block"};
const std::vector<std::string> kRecipientKinds = {"internal", "customer", "external"};

// Minutes that "+02:00" at the end of a time stands for; "Z" is none.
std::int32_t offset_minutes(std::string_view time) {
  if (time.size() < 6 || time[time.size() - 3] != ':') return 0;
  const std::string_view offset = time.substr(time.size() - 6);
  int hours = 0;
  int minutes = 0;
  std::from_chars(offset.data() + 1, offset.data() + 3, hours);
  std::from_chars(offset.data() + 4, offset.data() + 6, minutes);
  const int total = hours * 60 + minutes;
  return offset[0] == '-' ? -total : total;
}

class TestReader {
 public:
  TestReader(const Policy::Vocabulary& vocabulary, const Schema& schema,
             const std::vector<std::string>& rule_names)
      : vocabulary_(vocabulary), schema_(schema), rule_names_(rule_names) {}

  Result<PolicyTest> read(const YamlNode& node) const {
    YamlMembers members = TRY(YamlMembers::of(node, "a test"));
    PolicyTest test;
    test.line = node.place.line;
    test.name = std::string(TRY(members.required_text("name")));
    const YamlNode* facts = TRY(members.required("facts"));
    const YamlNode* expect = TRY(members.required("expect"));
    TRY(members.finish());
    test.facts = TRY(read_facts(*facts));
    TRY(read_expectation(*expect, test));
    return test;
  }

 private:
  Result<TestFacts> read_facts(const YamlNode& node) const {
    YamlMembers members = TRY(YamlMembers::of(node, "'facts'"));
    TestFacts facts;
    facts.channel = TRY(one_of(members, "channel"));
    facts.direction = TRY(one_of(members, "direction"));
    facts.sender_role = TRY(one_of(members, "sender.role"));
    facts.queue = TRY(one_of(members, "queue"));
    if (const YamlNode* readable = members.optional("message.readable")) {
      facts.is_readable = TRY(readable->boolean());
    }
    if (const YamlNode* at = members.optional("at")) TRY(read_time(*at, facts));
    if (const YamlNode* list = members.optional("recipients")) {
      for (const YamlNode* item : TRY(elements(*list))) TRY(read_recipient(*item, facts));
    }
    if (const YamlNode* list = members.optional("findings")) {
      for (const YamlNode* item : TRY(elements(*list))) TRY(read_finding(*item, facts));
    }
    TRY(members.finish());
    return facts;
  }

  // "" when absent: the attribute is then missing, as it may be in life.
  Result<std::string> one_of(YamlMembers& members, std::string_view name) const {
    const YamlNode* node = members.optional(name);
    if (node == nullptr) return std::string();
    return known(*node, name, schema_.find(name)->choices);
  }

  static Result<std::string> known(const YamlNode& node, std::string_view what,
                                   const std::vector<std::string>& choices) {
    const std::string_view text = TRY(node.text());
    if (!choices.empty() && std::ranges::find(choices, text) == choices.end()) {
      return node.error(fmt::format("no {} is '{}'{}", what, text, hint_for(text, choices)));
    }
    return std::string(text);
  }

  static Result<> read_time(const YamlNode& node, TestFacts& facts) {
    const std::string_view text = TRY(node.text());
    const Result<Timestamp> at = from_rfc3339(text);
    if (!at) return node.error("a time such as 2026-03-02T22:15:00+01:00 is expected here");
    facts.at = *at;
    facts.utc_offset_minutes = offset_minutes(text);
    return {};
  }

  static Result<std::vector<const YamlNode*>> elements(const YamlNode& list) {
    if (!list.is_sequence()) return list.error("a list is expected here");
    std::vector<const YamlNode*> nodes;
    for (const YamlNode& item : list.items) nodes.push_back(&item);
    return nodes;
  }

  static Result<> read_recipient(const YamlNode& node, TestFacts& facts) {
    YamlMembers members = TRY(YamlMembers::of(node, "a recipient"));
    const YamlNode* kind = TRY(members.required("kind"));
    const std::string name = TRY(known(*kind, "recipient.kind", kRecipientKinds));
    TestFacts::Recipient recipient;
    recipient.kind = static_cast<RecipientKind>(std::ranges::find(kRecipientKinds, name) -
                                                kRecipientKinds.begin());
    recipient.domain = std::string(TRY(members.text_or("domain", "")));
    TRY(members.finish());
    facts.recipients.push_back(std::move(recipient));
    return {};
  }

  Result<> read_finding(const YamlNode& node, TestFacts& facts) const {
    YamlMembers members = TRY(YamlMembers::of(node, "a finding"));
    TestFacts::Finding finding;
    finding.type = TRY(known(*TRY(members.required("type")), "finding.type", vocabulary_.types));
    finding.category = category_of(finding.type);
    if (const YamlNode* category = members.optional("category")) {
      finding.category = TRY(known(*category, "finding.category", vocabulary_.categories));
    }
    finding.confidence = 1;
    if (const YamlNode* confidence = members.optional("confidence")) {
      finding.confidence = TRY(confidence->number());
    }
    double times = 1;
    if (const YamlNode* count = members.optional("count")) times = TRY(count->number());
    TRY(members.finish());
    const double room = static_cast<double>(kFindingsMax - facts.findings.size());
    if (times < 1 || times > room) return node.error("'count' is from 1 to 10000 in all");
    facts.findings.insert(facts.findings.end(), static_cast<std::size_t>(times), finding);
    return {};
  }

  std::string category_of(std::string_view type) const {
    if (vocabulary_.type_categories.empty()) return {};
    const auto found = std::ranges::find(vocabulary_.types, type);
    if (found == vocabulary_.types.end()) return {};
    return vocabulary_.type_categories[static_cast<std::size_t>(found - vocabulary_.types.begin())];
  }

  Result<> read_expectation(const YamlNode& node, PolicyTest& test) const {
    YamlMembers members = TRY(YamlMembers::of(node, "'expect'"));
    const YamlNode* verdict = TRY(members.required("verdict"));
    test.verdict = *parse_verdict(TRY(known(*verdict, "verdict", kVerdictNames)));
    if (const YamlNode* rules = members.optional("rules")) {
      test.rules.emplace();
      for (const YamlNode* rule : TRY(elements(*rules))) {
        test.rules->push_back(TRY(known(*rule, "rule", rule_names_)));
      }
      std::ranges::sort(*test.rules);
    }
    return members.finish();
  }

  const Policy::Vocabulary& vocabulary_;
  const Schema& schema_;
  const std::vector<std::string>& rule_names_;
};

std::vector<std::string> fired_rules(const Decision& decision) {
  std::vector<std::string> rules;
  for (const RuleHit& hit : decision.hits) rules.push_back(hit.rule);
  std::ranges::sort(rules);
  return rules;
}

}  // namespace

MessageFacts TestFacts::view() const {
  MessageFacts message;
  message.channel = channel;
  message.direction = direction;
  message.sender_role = sender_role;
  message.queue = queue;
  for (const Recipient& recipient : recipients) {
    message.recipients.push_back({recipient.kind, recipient.domain});
  }
  for (const Finding& finding : findings) {
    message.findings.push_back({finding.type, finding.category, finding.confidence});
  }
  message.is_readable = is_readable;
  message.at = at;
  message.utc_offset_minutes = utc_offset_minutes;
  return message;
}

Result<std::vector<PolicyTest>> parse_tests(const YamlNode& list,
                                            const Policy::Vocabulary& vocabulary,
                                            const Schema& schema,
                                            const std::vector<std::string>& rule_names) {
  if (!list.is_sequence() || list.items.empty()) {
    return list.error("'tests' is a list of at least one test");
  }
  if (list.items.size() > kTestsMax) {
    return list.error(fmt::format("{} tests, {} allowed", list.items.size(), kTestsMax));
  }
  const TestReader reader(vocabulary, schema, rule_names);
  std::vector<PolicyTest> tests;
  for (const YamlNode& item : list.items) tests.push_back(TRY(reader.read(item)));
  return tests;
}

std::vector<PolicyTestFailure> Policy::run_tests() const {
  const ActivePolicy active{.policy = this, .version = 0, .mode = Mode::Enforce};
  std::vector<PolicyTestFailure> failures;
  for (const PolicyTest& test : impl_->tests) {
    const Decision decision = decide({&active, 1}, test.facts.view());
    const std::vector<std::string> fired = fired_rules(decision);
    const bool rules_match = !test.rules || *test.rules == fired;
    if (decision.verdict == test.verdict && rules_match) continue;
    const std::string expected = test.rules ? fmt::format(" by [{}]", join(*test.rules, ", ")) : "";
    failures.push_back({test.name,
                        fmt::format("expected {}{}, got {} by [{}]", to_string(test.verdict),
                                    expected, to_string(decision.verdict), join(fired, ", ")),
                        test.line});
  }
  return failures;
}

std::vector<std::string> Policy::untested_rules() const {
  const ActivePolicy active{.policy = this, .version = 0, .mode = Mode::Enforce};
  std::vector<std::string> untested = rule_names();
  for (const PolicyTest& test : impl_->tests) {
    for (const RuleHit& hit : decide({&active, 1}, test.facts.view()).hits) {
      std::erase(untested, hit.rule);
    }
  }
  return untested;
}

}  // namespace holdfast::decide

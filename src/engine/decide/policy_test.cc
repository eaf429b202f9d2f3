#include "engine/decide/policy.h"

#include <gmock/gmock.h>

#include "engine/decide/testing_policies.h"

namespace holdfast::decide {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string problem_in(const std::string& yaml) {
  const Result<Policy> policy = Policy::parse(yaml, vocabulary());
  return policy ? "" : policy.error().message;
}

std::string problem_with(std::string_view condition) {
  return problem_in(document(rule("r", "hold", fmt::format("when: {}", condition))));
}

TEST(Policy, TellsTheNearestNameAndWhereTheWrongOneStands) {
  EXPECT_EQ(problem_with("{finding.typ: email}"),
            "line 5, column 12: no attribute 'finding.typ' (did you mean 'finding.type'?)");
  EXPECT_EQ(problem_with("{channel: email}"),
            "line 5, column 21: no channel is 'email' (did you mean 'mail'?)");
  EXPECT_THAT(problem_with("{finding.type: creditcard}"), HasSubstr("no finding.type is"));
  EXPECT_THAT(problem_with("{finding.type: [email, us_snn]}"), HasSubstr("'us_ssn'"));
  EXPECT_THAT(problem_with("{finding.category: governmentid}"), HasSubstr("'government_id'"));
  EXPECT_THAT(problem_with("{direction: out}"), HasSubstr("outbound"));
  EXPECT_THAT(problem_with("{finding.confidence: {ge: 1}}"), HasSubstr("'gte'"));
}

TEST(Policy, RefusesThresholdsThatMeanNothing) {
  const auto problem = [](std::string_view thresholds) {
    return problem_in(fmt::format("thresholds: {}\n", thresholds) +
                      document(rule("r", "hold", "when: {finding.type: email}")));
  };
  EXPECT_EQ(problem("{payment_card: 0.3, credential: 1, default: 0.05}"), "");
  EXPECT_EQ(problem("{payment_crd: 0.3}"),
            "line 1, column 14: no type or category is 'payment_crd' (did you mean "
            "'payment_card'?)");
  EXPECT_THAT(problem("{email: 0}"), HasSubstr("from 0.05 to 1"));
  EXPECT_THAT(problem("{email: 80}"), HasSubstr("from 0.05 to 1"));
  EXPECT_THAT(problem("0.3"), HasSubstr("maps types"));
  EXPECT_THAT(problem("{email: 0.3, email: 0.4}"), HasSubstr("email"));
}

TEST(Policy, RefusesOperatorsThatDoNotFit) {
  EXPECT_THAT(problem_with("{channel: {gte: 3}}"), HasSubstr("use eq, in or glob"));
  EXPECT_THAT(problem_with("{time.hour: {glob: '1*'}}"), HasSubstr("use eq, in, gte or lte"));
  EXPECT_THAT(problem_with("{message.readable: {gte: 1}}"), HasSubstr("use eq"));
  EXPECT_THAT(problem_with("{message.readable: 'false'}"), HasSubstr("true or false"));
  EXPECT_THAT(problem_with("{finding.type: {glob: 'zz_*'}}"), HasSubstr("no finding.type matches"));
}

TEST(Policy, RefusesNumbersThatCannotBeMeant) {
  EXPECT_THAT(problem_with("{finding.confidence: {gte: 80}}"), HasSubstr("from 0 to 1"));
  EXPECT_THAT(problem_with("{time.hour: 24}"), HasSubstr("from 0 to 23"));
  EXPECT_THAT(problem_with("{time.hour: {gte: 20, lte: 6}}"), HasSubstr("no number is at least"));
  EXPECT_THAT(problem_with("{finding.confidence: {gte: .nan}}"), HasSubstr("a number"));
  EXPECT_THAT(problem_with("{finding.count: {gte: '3'}}"), HasSubstr("a number"));
}

TEST(Policy, RefusesConditionsThatSayNothing) {
  EXPECT_THAT(problem_with("{}"), HasSubstr("a condition is expected"));
  EXPECT_THAT(problem_with("{any: []}"), HasSubstr("'any' takes a list"));
  EXPECT_THAT(problem_with("{all: {channel: chat}}"), HasSubstr("'all' takes a list"));
  EXPECT_THAT(problem_with("{channel: []}"), HasSubstr("at least one value"));
  EXPECT_THAT(problem_with("{channel: {}}"), HasSubstr("needs a value"));
  EXPECT_THAT(problem_with("{channel: null}"), HasSubstr("needs a value"));
}

TEST(Policy, RefusesRulesThatCouldNotDoWhatTheySay) {
  EXPECT_THAT(problem_in(document(rule("r", "redact", "when: {channel: chat}"))),
              HasSubstr("'redact' protects findings"));
  EXPECT_THAT(problem_in(document(rule("r", "tokenise", "when: {finding.type: iban}"))),
              HasSubstr("'tokenise' is not offered yet"));
  EXPECT_THAT(problem_in(document("  - name: r\n    when: {channel: chat}\n"
                                  "    then: {verdict: coach, severity: low, reason: R, "
                                  "notice: N, protect: {method: mask}}\n")),
              HasSubstr("'coach' changes no text"));
  EXPECT_THAT(problem_in(document("  - name: r\n    when: {channel: chat}\n"
                                  "    then: {verdict: hold, severity: low, reason: R}\n")),
              HasSubstr("needs 'notice'"));
  EXPECT_THAT(problem_in(document("  - name: r\n    when: {finding.type: iban}\n"
                                  "    then: {verdict: redact, severity: low, reason: R, notice: N,"
                                  " protect: {method: hash, keep_last: 4}}\n")),
              HasSubstr("'keep_last' goes with method mask"));
  EXPECT_THAT(problem_in(document("  - name: r\n    when: {channel: chat}\n"
                                  "    then: {verdict: coach, severity: low, reason: R, "
                                  "notice: N, coach_notice: C}\n")),
              HasSubstr("'coach' is never weakened"));
}

TEST(Policy, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(problem_in(document(rule("r", "hold", "when: {channel: chat}\n    unles: {}"))),
              HasSubstr("a rule has no 'unles' (did you mean 'unless'?)"));
  EXPECT_THAT(problem_in("policy: p\ntitle: t\nrulez: []\n"), HasSubstr("needs 'rules'"));
  EXPECT_THAT(problem_in(document(rule("Two Words", "hold", "when: {channel: chat}"))),
              HasSubstr("lower-case words"));
  EXPECT_THAT(problem_in(document(rule("r", "hold", "when: {channel: chat}") +
                                  rule("r", "hold", "when: {channel: mail}"))),
              HasSubstr("two rules are named 'r'"));
  EXPECT_THAT(problem_with("{channel: chat, channel: mail}"), HasSubstr("is given twice"));
}

TEST(Policy, RefusesYamlThatHidesWhatItSays) {
  EXPECT_THAT(problem_with("&a {channel: chat}"), HasSubstr("anchors"));
  EXPECT_THAT(problem_with("{all: [*a]}"), HasSubstr("line 5"));
  EXPECT_THAT(problem_with("{channel: !!str chat}"), HasSubstr("tags"));
  EXPECT_THAT(problem_in("policy: [\n"), StartsWith("line "));
  EXPECT_THAT(problem_in(std::string("policy: p\n\0 x", 13)), HasSubstr("control character"));
  EXPECT_THAT(problem_in("policy: \xff"), HasSubstr("UTF-8"));
  EXPECT_THAT(problem_in(document(rule("r", "hold", "when: {channel: chat}")) + "---\nx: y\n"),
              HasSubstr("one document"));
  EXPECT_THAT(problem_in(""), HasSubstr("a policy is written as"));
}

TEST(Policy, RefusesWhatIsTooLargeOrTooDeep) {
  std::string deep = "{not: ";
  for (int i = 0; i < 40; ++i) deep += "{not: ";
  EXPECT_THAT(problem_with(deep + "{channel: chat}" + std::string(41, '}')), HasSubstr("nested"));
  EXPECT_EQ(Policy::parse(std::string(2U << 20, ' '), vocabulary()).error().code,
            ErrorCode::LimitExceeded);
  // Each level counts what its siblings select, and its siblings hold the next level.
  std::string doubling = "{finding.type: email}";
  for (int i = 0; i < 6; ++i) {
    doubling = "{all: [{finding.count: {gte: 1}}, {any: [" + doubling + ", " + doubling + "]}]}";
  }
  EXPECT_THAT(problem_with(doubling), HasSubstr("too many conditions"));
}

TEST(Policy, RunsItsOwnTests) {
  const std::string yaml =
      "policy: p\n"
      "title: T\n"
      "rules:\n" +
      rule("many-ids", "hold", "when: {finding.category: government_id, finding.count: {gte: 3}}") +
      "tests:\n"
      "  - name: three are held\n"
      "    facts: {channel: mail, findings: [{type: us_ssn, count: 3}]}\n"
      "    expect: {verdict: hold, rules: [many-ids]}\n"
      "  - name: expects too much\n"
      "    facts: {channel: mail, findings: [{type: us_ssn, count: 2}]}\n"
      "    expect: {verdict: hold, rules: [many-ids]}\n"
      "  - name: expects no rule\n"
      "    facts: {findings: [{type: us_ssn, count: 3}]}\n"
      "    expect: {verdict: hold, rules: []}\n";
  const Policy policy = parsed(yaml);
  EXPECT_EQ(policy.test_count(), 3U);
  const std::vector<PolicyTestFailure> failures = policy.run_tests();
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_EQ(failures[0].test, "expects too much");
  EXPECT_EQ(failures[0].problem, "expected hold by [many-ids], got allow by []");
  EXPECT_EQ(failures[0].line, 11U);
  EXPECT_EQ(failures[1].problem, "expected hold by [], got hold by [many-ids]");
}

TEST(Policy, TestsNameOnlyWhatExists) {
  const auto with_test = [](std::string_view test) {
    return "policy: p\ntitle: T\nrules:\n" + rule("r", "hold", "when: {channel: chat}") +
           "tests:\n  - {name: t, " + std::string(test) + "}\n";
  };
  EXPECT_THAT(problem_in(with_test("facts: {chanel: chat}, expect: {verdict: hold}")),
              HasSubstr("did you mean 'channel'"));
  EXPECT_THAT(problem_in(with_test("facts: {}, expect: {verdict: hold, rules: [s]}")),
              HasSubstr("no rule is 's' (one of: r)"));
  EXPECT_THAT(problem_in(with_test("facts: {findings: [{type: emial}]}, expect: {verdict: hold}")),
              HasSubstr("'email'"));
  EXPECT_THAT(problem_in(with_test("facts: {at: yesterday}, expect: {verdict: hold}")),
              HasSubstr("a time such as"));
  EXPECT_THAT(problem_in(with_test(
                  "facts: {findings: [{type: email, count: 1000000}]}, expect: {verdict: hold}")),
              HasSubstr("'count'"));
}

TEST(Policy, NamesRulesThatNoTestMakesFire) {
  const Policy policy =
      parsed("policy: p\ntitle: T\nrules:\n" + rule("one", "hold", "when: {channel: chat}") +
             rule("two", "hold", "when: {channel: mail}") +
             "tests:\n  - {name: t, facts: {channel: mail}, expect: {verdict: hold}}\n");
  EXPECT_EQ(policy.untested_rules(), std::vector<std::string>{"one"});
}

TEST(Policy, DescribesItsRules) {
  const Policy policy = parsed(document(
      "  - name: r\n    description: What for\n    when: {finding.type: iban}\n"
      "    then: {verdict: redact, severity: high, reason: GDPR 32, notice: {en: A, fr: B}, "
      "offer: C, override: with_reason, protect: {method: mask, keep_last: 2}}\n"));
  ASSERT_EQ(policy.rules().size(), 1U);
  const RuleInfo info = policy.rules()[0];
  EXPECT_EQ(info.override, Override::WithReason);
  EXPECT_EQ(info.severity, Severity::High);
  EXPECT_EQ(info.notice.in("fr"), "B");
  EXPECT_EQ(info.notice.in("es"), "A");
  EXPECT_EQ(info.offer.in("de"), "C");
  EXPECT_EQ(info.transform.keep_last, 2);
}

}  // namespace
}  // namespace holdfast::decide

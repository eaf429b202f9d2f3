#include "engine/decide/policy.h"

#include <algorithm>

#include "base/timestamp.h"
#include "engine/decide/testing_policies.h"
#include "engine/decide/testing_random.h"

namespace holdfast::decide {
namespace {

MessageFacts chat(std::vector<FindingFact> findings) {
  MessageFacts message;
  message.channel = "chat";
  message.direction = "outbound";
  message.sender_role = "agent";
  message.findings = std::move(findings);
  return message;
}

MessageFacts mail(std::vector<RecipientFact> recipients, std::vector<FindingFact> findings) {
  MessageFacts message = chat(std::move(findings));
  message.channel = "mail";
  message.recipients = std::move(recipients);
  return message;
}

// The verdict of one rule that holds what matches.
Verdict held_by(std::string_view conditions, const MessageFacts& message) {
  return decide_by(parsed(document(rule("r", "hold", conditions))), message).verdict;
}

TEST(Decide, FindingConditionsOfARuleAreAskedOfOneFinding) {
  const std::string_view sure_card =
      "when: {all: [{finding.type: payment_card}, {finding.confidence: {gte: 0.9}}]}";
  EXPECT_EQ(held_by(sure_card, chat({kCard})), Verdict::Hold);
  EXPECT_EQ(held_by(sure_card, chat({kUnsureCard, kSsn})), Verdict::Allow)
      << "the type of one finding and the confidence of another";
}

TEST(Decide, RecipientConditionsOfARuleAreAskedOfOneRecipient) {
  const std::string_view external_example =
      "when: {recipient.kind: external, recipient.domain: {glob: '*.example'}}";
  EXPECT_EQ(held_by(external_example, mail({{RecipientKind::External, "shop.example"}}, {})),
            Verdict::Hold);
  EXPECT_EQ(held_by(external_example, mail({{RecipientKind::Internal, "shop.example"},
                                            {RecipientKind::External, "mail.test"}},
                                           {})),
            Verdict::Allow);
}

TEST(Decide, CountCountsWhatTheOtherConditionsSelect) {
  const std::string_view three_sure_cards =
      "when: {finding.type: payment_card, finding.confidence: {gte: 0.9}, "
      "finding.count: {gte: 3}}";
  EXPECT_EQ(held_by(three_sure_cards, chat({kCard, kCard, kCard})), Verdict::Hold);
  EXPECT_EQ(held_by(three_sure_cards, chat({kCard, kCard, kUnsureCard, kSsn})), Verdict::Allow);
  EXPECT_EQ(held_by("when: {finding.count: {gte: 3}}", chat({kCard, kSsn, kEmail})), Verdict::Hold);
  EXPECT_EQ(held_by("when: {channel: chat, finding.count: 0}", chat({})), Verdict::Hold);
  EXPECT_EQ(held_by("when: {recipient.kind: external, recipient.count: {gte: 2}}",
                    mail({{RecipientKind::External, "a.test"}, {RecipientKind::Internal, ""}}, {})),
            Verdict::Allow);
}

TEST(Decide, CountWithinAlternativesCountsItsOwnGroup) {
  const std::string_view card_or_many_mails =
      "when: {any: [{finding.type: payment_card}, "
      "{all: [{finding.type: email}, {finding.count: {gte: 2}}]}]}";
  EXPECT_EQ(held_by(card_or_many_mails, chat({kCard})), Verdict::Hold);
  EXPECT_EQ(held_by(card_or_many_mails, chat({kEmail, kSsn, kIban})), Verdict::Allow);
  EXPECT_EQ(held_by(card_or_many_mails, chat({kEmail, kEmail})), Verdict::Hold);
}

TEST(Decide, CountTogetherWithRecipientsCountsForOneRecipient) {
  const std::string_view many_to_one =
      "when: {all: [{any: [{recipient.kind: external}, {finding.type: payment_card}]}, "
      "{finding.count: {gte: 2}}]}";
  EXPECT_EQ(held_by(many_to_one, mail({{RecipientKind::External, "a.test"}}, {kSsn, kIban})),
            Verdict::Hold)
      << "for an external recipient both findings count";
  EXPECT_EQ(held_by(many_to_one, mail({{RecipientKind::Internal, "a.test"}}, {kCard, kIban})),
            Verdict::Allow)
      << "for an internal one only the card does";
}

TEST(Decide, AMissingAttributeMatchesNeitherWayRound) {
  EXPECT_EQ(held_by("when: {queue: billing}", chat({})), Verdict::Allow);
  EXPECT_EQ(held_by("when: {not: {queue: billing}}", chat({})), Verdict::Allow);
  EXPECT_EQ(held_by("when: {not: {not: {queue: billing}}}", chat({})), Verdict::Allow);
  EXPECT_EQ(held_by("when: {not: {finding.type: email}}", chat({})), Verdict::Allow);
  EXPECT_EQ(held_by("when: {any: [{queue: billing}, {channel: chat}]}", chat({})), Verdict::Hold);
  EXPECT_EQ(held_by("when: {not: {all: [{queue: billing}, {channel: mail}]}}", chat({})),
            Verdict::Hold)
      << "false whatever the queue is, so its negation holds";
  MessageFacts billing = chat({});
  billing.queue = "returns";
  EXPECT_EQ(held_by("when: {not: {queue: billing}}", billing), Verdict::Hold);
}

TEST(Decide, NotIsAboutTheChosenFinding) {
  const std::string_view not_email = "when: {not: {finding.type: email}}";
  EXPECT_EQ(held_by(not_email, chat({kEmail})), Verdict::Allow);
  EXPECT_EQ(held_by(not_email, chat({kEmail, kCard})), Verdict::Hold);
}

TEST(Decide, UnlessExemptsTheFindingAndNotTheMessage) {
  const Policy policy = parsed(document(rule("bank", "redact",
                                             "when: {finding.confidence: {gte: 0.5}}\n"
                                             "    unless: {finding.type: iban}")));
  EXPECT_EQ(decide_by(policy, chat({kIban})).verdict, Verdict::Allow);
  const Decision decision = decide_by(policy, chat({kIban, kSsn}));
  ASSERT_EQ(decision.hits.size(), 1U);
  EXPECT_EQ(decision.hits[0].finding_indexes, std::vector<std::uint32_t>{1});
  EXPECT_FALSE(decision.transforms[0]);
  EXPECT_TRUE(decision.transforms[1]);
}

// Copying a colleague must not be a way out.
TEST(Decide, UnlessExemptsARuleOnlyWhenNoRecipientIsLeft) {
  const std::string_view rule = "when: {channel: mail}\n    unless: {recipient.kind: internal}";
  const RecipientFact colleague{RecipientKind::Internal, "centre.test"};
  const RecipientFact stranger{RecipientKind::External, "else.test"};
  EXPECT_EQ(held_by(rule, mail({colleague}, {})), Verdict::Allow);
  EXPECT_EQ(held_by(rule, mail({colleague, stranger}, {})), Verdict::Hold);
  EXPECT_EQ(held_by(rule, mail({}, {})), Verdict::Hold) << "nobody known is no exemption";
}

TEST(Decide, UnlessOverAlternativesExemptsByAnyOfThem) {
  const std::string_view rule =
      "when: {finding.confidence: {gte: 0.5}}\n"
      "    unless: {any: [{finding.type: email}, {queue: fraud}]}";
  EXPECT_EQ(held_by(rule, chat({kEmail})), Verdict::Allow);
  EXPECT_EQ(held_by(rule, chat({kEmail, kCard})), Verdict::Hold);
  MessageFacts fraud = chat({kCard});
  fraud.queue = "fraud";
  EXPECT_EQ(held_by(rule, fraud), Verdict::Allow);
}

TEST(Decide, AnExemptionThatNamesFindingAndRecipientTogetherNeedsBoth) {
  const std::string_view rule =
      "when: {finding.confidence: {gte: 0.5}}\n"
      "    unless: {all: [{finding.type: iban}, {recipient.domain: bank.example}]}";
  const RecipientFact bank{RecipientKind::External, "bank.example"};
  const RecipientFact stranger{RecipientKind::External, "else.test"};
  EXPECT_EQ(held_by(rule, mail({bank}, {kIban})), Verdict::Allow);
  EXPECT_EQ(held_by(rule, mail({bank}, {kIban, kSsn})), Verdict::Hold);
  EXPECT_EQ(held_by(rule, mail({bank, stranger}, {kIban})), Verdict::Hold);
}

TEST(Decide, SelectsOnlyFindingsThatMadeTheRuleMatch) {
  const Policy policy = parsed(document(
      rule("r", "hold", "when: {any: [{finding.type: iban}, {message.readable: false}]}")));
  MessageFacts message = chat({kEmail, kIban});
  message.is_readable = false;
  const Decision decision = decide_by(policy, message);
  ASSERT_EQ(decision.hits.size(), 1U);
  EXPECT_EQ(decision.hits[0].finding_indexes, std::vector<std::uint32_t>{1});
  message.findings.clear();
  EXPECT_EQ(decide_by(policy, message).verdict, Verdict::Hold);
}

TEST(Decide, ARuleThatOnlyProtectsNeedsSomethingToProtect) {
  const Policy policy = parsed(document(
      rule("r", "redact", "when: {any: [{finding.type: iban}, {message.readable: false}]}")));
  MessageFacts message = chat({});
  message.is_readable = false;
  EXPECT_TRUE(decide_by(policy, message).hits.empty());
}

TEST(Decide, TimeIsTheTenants) {
  MessageFacts message = chat({});
  message.at = *from_rfc3339("2026-03-01T23:30:00Z");  // a Sunday
  message.utc_offset_minutes = 60;
  EXPECT_EQ(held_by("when: {time.weekday: monday, time.hour: 0}", message), Verdict::Hold);
  message.utc_offset_minutes = -60;
  EXPECT_EQ(held_by("when: {time.weekday: sunday, time.hour: {gte: 22, lte: 22}}", message),
            Verdict::Hold);
}

TEST(Decide, HigherVerdictsComeFirstAndWin) {
  const Policy policy = parsed(document(rule("a", "coach", "when: {channel: chat}") +
                                        rule("b", "block", "when: {finding.type: us_ssn}") +
                                        rule("c", "redact", "when: {finding.type: payment_card}")));
  const Decision decision = decide_by(policy, chat({kCard, kSsn}));
  EXPECT_EQ(decision.verdict, Verdict::Block);
  ASSERT_EQ(decision.hits.size(), 3U);
  EXPECT_EQ(decision.hits[0].rule, "b");
  EXPECT_EQ(decision.hits[1].rule, "c");
  EXPECT_EQ(decision.hits[2].rule, "a");
  EXPECT_EQ(decision.hits[0].notice, "Told");
}

TEST(Decide, TheTransformThatLeavesLeastWins) {
  const std::string yaml = document(
      "  - name: mask\n    when: {finding.category: payment}\n"
      "    then: {verdict: redact, severity: low, reason: R, notice: N, "
      "protect: {method: mask, keep_last: 4}}\n"
      "  - name: replace\n    when: {finding.type: payment_card}\n"
      "    then: {verdict: redact, severity: low, reason: R, notice: N, "
      "protect: {method: replace}}\n"
      "  - name: mask-all\n    when: {finding.category: payment}\n"
      "    then: {verdict: redact, severity: low, reason: R, notice: N, "
      "protect: {method: mask, keep_last: 0}}\n");
  const FindingFact code{.type = "card_cvv", .category = "payment", .confidence = 1};
  const Decision decision = decide_by(parsed(yaml), chat({kCard, code, kEmail}));
  ASSERT_EQ(decision.transforms.size(), 3U);
  EXPECT_EQ(decision.transforms[0]->method, protect::Method::Replace);
  EXPECT_EQ(decision.transforms[1]->method, protect::Method::Mask);
  EXPECT_EQ(decision.transforms[1]->keep_last, 0);
  EXPECT_FALSE(decision.transforms[2]);
}

TEST(Decide, ModesSoftenAVerdictAndNeverTheRecord) {
  const Policy policy = parsed(document(rule("r", "block", "when: {finding.type: us_ssn}")));
  const Decision observed = decide_by(policy, chat({kSsn}), Mode::Observe);
  EXPECT_EQ(observed.verdict, Verdict::Allow);
  EXPECT_EQ(observed.severity, Severity::Info);
  ASSERT_EQ(observed.hits.size(), 1U);
  EXPECT_EQ(observed.hits[0].verdict, Verdict::Block);
  EXPECT_EQ(observed.hits[0].effective, Verdict::Allow);
  EXPECT_FALSE(observed.transforms[0]);
  const Decision coached = decide_by(policy, chat({kSsn}), Mode::Coach);
  EXPECT_EQ(coached.verdict, Verdict::Coach);
  EXPECT_FALSE(coached.transforms[0]);
}

TEST(Decide, WhatAnOverrideLeavesIsWorkedOutAgain) {
  const Policy policy =
      parsed(document(rule("strict", "block", "when: {finding.type: us_ssn}") +
                      rule("wide", "redact", "when: {finding.type: [us_ssn, iban]}")));
  Decision decision = decide_by(policy, chat({kSsn, kIban}));
  ASSERT_EQ(decision.hits[0].rule, "strict");
  decision.hits[0].effective = Verdict::Allow;
  settle(decision);
  EXPECT_EQ(decision.verdict, Verdict::Redact);
  EXPECT_TRUE(decision.transforms[0]) << "the other rule still protects it";
  decision.hits[1].effective = Verdict::Allow;
  settle(decision);
  EXPECT_EQ(decision.verdict, Verdict::Allow);
  EXPECT_EQ(decision.severity, Severity::Info);
  EXPECT_FALSE(decision.transforms[0]);
}

TEST(Decide, SpeaksTheLanguageAskedFor) {
  const Policy policy = parsed(
      document("  - name: r\n    when: {channel: chat}\n    then: {verdict: coach, severity: low, "
               "reason: R, notice: {en: English, de: Deutsch}}\n"));
  const ActivePolicy active{.policy = &policy, .version = 1, .mode = Mode::Enforce};
  EXPECT_EQ(decide({&active, 1}, chat({}), "de").hits[0].notice, "Deutsch");
  EXPECT_EQ(decide({&active, 1}, chat({}), "de-AT").hits[0].notice, "Deutsch");
  EXPECT_EQ(decide({&active, 1}, chat({}), "fr").hits[0].notice, "English");
  EXPECT_EQ(decide({&active, 1}, chat({}), "pt").hits[0].notice, "English");
}

constexpr std::uint32_t kSeeds = 300;

TEST(DecideProperty, AddingARuleNeverLowersAVerdict) {
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    RandomPolicies random(seed);
    const std::string one = random.random_rule("one");
    const Policy fewer = parsed(document(one));
    const Policy more = parsed(document(one + random.random_rule("two")));
    const MessageFacts message = random.message();
    const Decision before = decide_by(fewer, message);
    const Decision after = decide_by(more, message);
    EXPECT_GE(after.verdict, before.verdict) << "seed " << seed;
    for (std::size_t i = 0; i < message.findings.size(); ++i) {
      EXPECT_TRUE(after.transforms[i] || !before.transforms[i]) << "seed " << seed;
    }
  }
}

TEST(DecideProperty, ObservingNeverChangesTheOutcome) {
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    RandomPolicies random(seed);
    const Policy enforced = parsed(document(random.random_rule("one")));
    const Policy observed = parsed(document(random.random_rule("two")));
    const ActivePolicy both[] = {{&observed, 1, Mode::Observe}, {&enforced, 1, Mode::Enforce}};
    const MessageFacts message = random.message();
    const Decision without = decide_by(enforced, message);
    const Decision with = decide(both, message);
    EXPECT_EQ(with.verdict, without.verdict) << "seed " << seed;
    EXPECT_EQ(with.severity, without.severity) << "seed " << seed;
    for (std::size_t i = 0; i < message.findings.size(); ++i) {
      EXPECT_EQ(with.transforms[i].has_value(), without.transforms[i].has_value())
          << "seed " << seed;
    }
  }
}

TEST(DecideProperty, OnlyUnlessExempts) {
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    RandomPolicies random(seed);
    const std::string when = random.condition();
    const Policy plain = parsed(document(rule("r", "hold", "when: " + when)));
    const Policy exempting = parsed(
        document(rule("r", "hold", "when: " + when + "\n    unless: " + random.condition())));
    const MessageFacts message = random.message();
    const Decision all = decide_by(plain, message);
    const Decision left = decide_by(exempting, message);
    EXPECT_LE(left.verdict, all.verdict) << "seed " << seed;
    // Whatever is left was there before.
    for (std::size_t i = 0; i < message.findings.size(); ++i) {
      EXPECT_TRUE(all.transforms[i] || !left.transforms[i]) << "seed " << seed;
    }
    // With everything exempted, nothing is left.
    const Policy never = parsed(
        document(rule("r", "hold", "when: " + when + "\n    unless: {finding.count: {gte: 0}}")));
    EXPECT_EQ(decide_by(never, message).verdict, Verdict::Allow) << "seed " << seed;
  }
}

TEST(DecideProperty, TheOrderOfRulesAndFindingsDoesNotMatter) {
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    RandomPolicies random(seed);
    const std::string one = random.random_rule("one");
    const std::string two = random.random_rule("two");
    MessageFacts message = random.message();
    const Verdict verdict = decide_by(parsed(document(one + two)), message).verdict;
    std::ranges::reverse(message.findings);
    std::ranges::reverse(message.recipients);
    EXPECT_EQ(decide_by(parsed(document(two + one)), message).verdict, verdict) << "seed " << seed;
  }
}

// "It was removed" must not be said of what went out as it was.
TEST(Decide, WhoIsOnlyCoachedReadsWhatHappened) {
  const auto noticed = [](std::string_view more, Mode mode, std::string_view locale) {
    const Policy policy =
        parsed(document(fmt::format("  - name: r\n    when: {{finding.type: us_ssn}}\n"
                                    "    then: {{verdict: redact, severity: low, reason: R, "
                                    "notice: {{en: Removed, de: Entfernt}}{}}}\n",
                                    more)));
    const ActivePolicy active{.policy = &policy, .version = 1, .mode = mode};
    return decide({&active, 1}, chat({kSsn}), locale).hits.at(0).notice;
  };
  const std::string_view own = ", coach_notice: {en: It went, de: Gesendet}";
  EXPECT_EQ(noticed(own, Mode::Enforce, "de"), "Entfernt");
  EXPECT_EQ(noticed(own, Mode::Coach, "de"), "Gesendet");
  EXPECT_EQ(noticed(own, Mode::Coach, "en"), "It went");
  for (const std::string_view locale : kLocales) {
    EXPECT_NE(noticed("", Mode::Coach, locale), noticed("", Mode::Enforce, locale)) << locale;
    EXPECT_FALSE(noticed("", Mode::Coach, locale).empty());
  }
  EXPECT_NE(noticed("", Mode::Coach, "es"), noticed("", Mode::Coach, "fr"));
}

std::string with_thresholds(std::string_view thresholds, std::string_view conditions) {
  return "thresholds: " + std::string(thresholds) + "\n" +
         document(rule("r", "redact", conditions));
}

TEST(Thresholds, ByDefaultWhatIsLessThanHalfSureDoesNotExist) {
  const FindingFact guess{"us_ssn", "government_id", 0.4};
  const Policy usual = parsed(document(rule("r", "redact", "when: {finding.type: us_ssn}")));
  EXPECT_EQ(decide_by(usual, chat({guess})).verdict, Verdict::Allow);
  EXPECT_EQ(usual.lowest_threshold(), 0.5);
}

TEST(Thresholds, ATypeGoesBeforeItsCategoryAndThatBeforeTheDefault) {
  const Policy policy = parsed(with_thresholds("{default: 0.9, government_id: 0.7, us_ssn: 0.3}",
                                               "when: {finding.count: {gte: 1}, finding.type: "
                                               "[us_ssn, email, iban]}"));
  EXPECT_EQ(policy.lowest_threshold(), 0.3);
  const auto verdict = [&](const FindingFact& finding) {
    return decide_by(policy, chat({finding})).verdict;
  };
  EXPECT_EQ(verdict({"us_ssn", "government_id", 0.3}), Verdict::Redact);
  EXPECT_EQ(verdict({"us_ssn", "government_id", 0.29}), Verdict::Allow);
  EXPECT_EQ(verdict({"email", "contact_detail", 0.89}), Verdict::Allow);
  EXPECT_EQ(verdict({"email", "contact_detail", 0.9}), Verdict::Redact);
}

TEST(Thresholds, WhatIsSelectedIsToldByItsPlaceAmongAllFindings) {
  const Policy policy = parsed(with_thresholds("{us_ssn: 0.3}", "when: {finding.type: us_ssn}"));
  const Decision decision = decide_by(policy, chat({{"email", "contact_detail", 0.2},
                                                    {"iban", "bank", 0.8},
                                                    {"us_ssn", "government_id", 0.4}}));
  ASSERT_EQ(decision.hits.size(), 1U);
  EXPECT_EQ(decision.hits[0].finding_indexes, std::vector<std::uint32_t>{2});
  EXPECT_FALSE(decision.transforms[0] || decision.transforms[1]);
  EXPECT_TRUE(decision.transforms[2]);
}

TEST(Thresholds, OnePolicySeesWhatAnotherDoesNot) {
  const Policy keen = parsed(with_thresholds("{us_ssn: 0.3}", "when: {finding.type: us_ssn}"));
  const Policy usual = parsed(document(rule("r", "block", "when: {finding.type: us_ssn}")));
  const ActivePolicy both[] = {{.policy = &keen, .version = 1, .mode = Mode::Enforce},
                               {.policy = &usual, .version = 1, .mode = Mode::Enforce}};
  EXPECT_EQ(decide(both, chat({{"us_ssn", "government_id", 0.4}})).verdict, Verdict::Redact);
  EXPECT_EQ(decide(both, chat({{"us_ssn", "government_id", 0.6}})).verdict, Verdict::Block);
  EXPECT_EQ(lowest_threshold(both), 0.3);
}

}  // namespace
}  // namespace holdfast::decide

#include "domain/policies/trial.h"

#include <gmock/gmock.h>

#include "domain/policies/shipped.h"
#include "domain/policies/testing_policies.h"

namespace holdfast::policies {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kCardAndCode = "my card is 4111 1111 1111 1111 and the cvv is 123";

Snapshot shipped(decide::Mode mode) {
  std::vector<LoadedPolicy> packs;
  for (const EmbeddedFile& file : shipped_packs()) {
    packs.push_back({std::make_shared<const decide::Policy>(parsed(file.content())),
                     1,
                     {{std::string(kEveryQueue), mode}}});
  }
  return Snapshot(std::move(packs));
}

TrialRequest request_for(std::string_view text) {
  TrialRequest request;
  request.text = Sensitive(std::string(text));
  return request;
}

Result<Trial> attempt(const Snapshot& active, const TrialRequest& request) {
  return run_trial(active, shared_detector(), as_bytes("key"), {.now = ManualClock().now()},
                   request);
}

TEST(Trial, ACustomersCardIsHiddenFromTheAgent) {
  const Trial trial = *attempt(shipped(decide::Mode::Observe), request_for(kCardAndCode));
  EXPECT_EQ(trial.decision.verdict, decide::Verdict::Redact);
  EXPECT_EQ(trial.findings.size(), 2U);
  EXPECT_EQ(trial.protected_text.reveal(),
            "my card is **** **** **** 1111 and the cvv is [card_cvv]");
}

TEST(Trial, ModesAsTheyAreNowMayLeaveEverything) {
  TrialRequest request = request_for(kCardAndCode);
  request.mode.reset();
  const Trial trial = *attempt(shipped(decide::Mode::Observe), request);
  EXPECT_EQ(trial.decision.verdict, decide::Verdict::Allow);
  EXPECT_EQ(trial.protected_text.reveal(), kCardAndCode);
  EXPECT_FALSE(trial.decision.hits.empty()) << "what would have happened is told";
}

TEST(Trial, ADraftStandsInForItsPolicy) {
  TrialRequest request = request_for(kCardAndCode);
  request.draft = std::make_shared<const decide::Policy>(
      parsed(small_policy("cards", "block", "payment_card")));
  const Trial trial = *attempt(shipped(decide::Mode::Enforce), request);
  EXPECT_EQ(trial.decision.verdict, decide::Verdict::Block);
  ASSERT_EQ(trial.decision.hits.size(), 1U) << "the active version of cards is out of the way";
  EXPECT_THAT(trial.protected_text.reveal(), HasSubstr("cvv is 123"));
}

TEST(Trial, ADraftsThresholdsShowWhatItWouldSee) {
  TrialRequest request = request_for("the reference is 536-22-8841");
  EXPECT_TRUE(attempt(shipped(decide::Mode::Enforce), request)->findings.empty());
  request.draft = std::make_shared<const decide::Policy>(
      parsed("thresholds: {us_ssn: 0.15}\n" + small_policy("keen", "redact", "us_ssn")));
  const Trial trial = *attempt(shipped(decide::Mode::Enforce), request);
  ASSERT_EQ(trial.findings.size(), 1U);
  EXPECT_LT(trial.findings[0].confidence, 0.5F);
  EXPECT_THAT(trial.protected_text.reveal(), Not(HasSubstr("536")));
}

TEST(Trial, SpeaksTheLanguageAskedFor) {
  TrialRequest request = request_for(kCardAndCode);
  request.locale = "de";
  const Trial trial = *attempt(shipped(decide::Mode::Enforce), request);
  EXPECT_THAT(trial.decision.hits[0].notice, HasSubstr("entfernt"));
}

TEST(Trial, RefusesAPlaceThatPoliciesDoNotKnow) {
  TrialRequest request = request_for("hello");
  request.channel = "fax";
  const Result<Trial> trial = attempt(shipped(decide::Mode::Enforce), request);
  ASSERT_FALSE(trial);
  EXPECT_EQ(trial.error().code, ErrorCode::InvalidInput);
  EXPECT_THAT(trial.error().message, HasSubstr("channel: expected one of chat"));
}

}  // namespace
}  // namespace holdfast::policies

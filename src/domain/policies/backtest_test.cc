#include "domain/policies/backtest.h"

#include <gtest/gtest.h>

#include "domain/policies/testing_policies.h"

namespace holdfast::policies {
namespace {

constexpr decide::FindingFact kIban{.type = "iban", .category = "bank", .confidence = 0.9};
constexpr decide::FindingFact kCard{
    .type = "payment_card", .category = "payment", .confidence = 0.9};

Uuid numbered(std::uint8_t number) {
  Uuid id;
  id.bytes[15] = static_cast<std::byte>(number);
  return id;
}

class Traffic final : public StoredTraffic {
 public:
  std::vector<StoredMessage> messages;
  std::string asked_for;

  void add(std::vector<decide::FindingFact> findings, std::string_view queue = "") {
    StoredMessage message;
    message.id = numbered(static_cast<std::uint8_t>(messages.size()));
    message.facts.channel = "chat";
    message.facts.queue = queue;
    message.facts.findings = std::move(findings);
    messages.push_back(std::move(message));
  }

  Result<> each(std::string_view tenant, const TrafficRange& range,
                const std::function<bool(const StoredMessage&)>& on_message) override {
    asked_for = tenant;
    std::size_t given = 0;
    for (const StoredMessage& message : messages) {
      if (given++ == range.messages_max || !on_message(message)) break;
    }
    return {};
  }
};

LoadedPolicy loaded(std::string_view yaml, Modes modes) {
  return {std::make_shared<const decide::Policy>(parsed(yaml)), 1, std::move(modes)};
}

TEST(Backtest, ComparesTheDraftWithWhatRunsNow) {
  const Snapshot active({loaded(small_policy("bank", "redact"), {{"*", decide::Mode::Enforce}})});
  Traffic traffic;
  traffic.add({kIban});
  traffic.add({kCard});
  traffic.add({});
  const decide::Policy draft = parsed(small_policy("bank", "block", "payment_card"));
  const Backtest result = *run_backtest(draft, active, traffic, {.tenant = "t", .range = {}});
  EXPECT_EQ(traffic.asked_for, "t");
  EXPECT_EQ(result.messages, 3U);
  EXPECT_EQ(result.before, (std::array<std::uint64_t, 6>{2, 0, 1, 0, 0, 0}));
  EXPECT_EQ(result.after, (std::array<std::uint64_t, 6>{2, 0, 0, 0, 0, 1}));
  EXPECT_EQ(result.stricter, 1U);
  EXPECT_EQ(result.milder, 1U);
  ASSERT_EQ(result.examples.size(), 2U);
  EXPECT_EQ(result.examples[1].message, numbered(1));
  EXPECT_EQ(result.examples[1].rule, "bank/only");
  EXPECT_EQ(result.examples[0].rule, "") << "nothing is left to name";
  ASSERT_EQ(result.rules.size(), 1U);
  EXPECT_EQ(result.rules[0].messages, 1U);
}

TEST(Backtest, ShowsWhatEnforcingWouldDoWherePolicyObserves) {
  const std::string yaml = small_policy("bank", "hold");
  const Snapshot active({loaded(yaml, {{"*", decide::Mode::Observe}})});
  Traffic traffic;
  traffic.add({kIban});
  EXPECT_EQ(run_backtest(parsed(yaml), active, traffic, {.tenant = "t", .range = {}})->stricter,
            1U);
  const Backtest as_now = *run_backtest(parsed(yaml), active, traffic,
                                        {.tenant = "t", .range = {}, .mode = std::nullopt});
  EXPECT_EQ(as_now.changed(), 0U);
  EXPECT_EQ(as_now.rules[0].messages, 1U) << "it fires, and is only observed";
}

TEST(Backtest, KeepsToTheModesOfEachQueue) {
  const Snapshot active({loaded(small_policy("bank", "hold"),
                                {{"*", decide::Mode::Observe}, {"vip", decide::Mode::Enforce}})});
  Traffic traffic;
  traffic.add({kIban}, "vip");
  traffic.add({kIban}, "sales");
  const Backtest result = *run_backtest(parsed(small_policy("bank", "block")), active, traffic,
                                        {.tenant = "t", .range = {}, .mode = std::nullopt});
  EXPECT_EQ(result.before, (std::array<std::uint64_t, 6>{1, 0, 0, 0, 1, 0}));
  EXPECT_EQ(result.after, (std::array<std::uint64_t, 6>{1, 0, 0, 0, 0, 1}));
}

TEST(Backtest, OtherPoliciesGoOnDeciding) {
  const Snapshot active(
      {loaded(small_policy("cards", "block", "payment_card"), {{"*", decide::Mode::Enforce}})});
  Traffic traffic;
  traffic.add({kCard, kIban});
  const Backtest result = *run_backtest(parsed(small_policy("new", "hold")), active, traffic,
                                        {.tenant = "t", .range = {}});
  EXPECT_EQ(result.changed(), 0U);
  EXPECT_EQ(result.rules[0].messages, 1U);
}

TEST(Backtest, SaysWhenThereIsMoreTraffic) {
  const Snapshot active({});
  Traffic traffic;
  for (int i = 0; i < 5; ++i) traffic.add({kIban});
  BacktestRequest request{.tenant = "t", .range = {}};
  request.range.messages_max = 5;
  const decide::Policy draft = parsed(small_policy("bank", "hold"));
  EXPECT_FALSE(run_backtest(draft, active, traffic, request)->is_truncated);
  request.range.messages_max = 4;
  request.examples_max = 2;
  const Backtest result = *run_backtest(draft, active, traffic, request);
  EXPECT_TRUE(result.is_truncated);
  EXPECT_EQ(result.messages, 4U);
  EXPECT_EQ(result.examples.size(), 2U);
}

}  // namespace
}  // namespace holdfast::policies

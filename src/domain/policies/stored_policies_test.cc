#include "domain/policies/stored_policies.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "domain/policies/audit_bodies.h"
#include "domain/policies/shipped.h"
#include "domain/policies/testing_policies.h"

namespace holdfast::policies {
namespace {

using ::testing::HasSubstr;

constexpr decide::FindingFact kIban{.type = "iban", .category = "bank", .confidence = 0.9};

class StoredPoliciesTest : public store::DatabaseTest {
 protected:
  void SetUp() override {
    store::DatabaseTest::SetUp();
    if (is_missing()) return;
    for (const auto& steps : {audit::migrations(), bus::migrations(), migrations()}) {
      ASSERT_TRUE(database().migrate(steps));
    }
    house_ = std::make_unique<PolicyHouse>(database());
    policies_ = std::make_unique<StoredPolicies>(house_->parts(database()));
  }
  void TearDown() override {
    policies_.reset();
    house_.reset();
    store::DatabaseTest::TearDown();
  }

  StoredPolicies& policies() { return *policies_; }
  const Author author_{"t", "person:1"};

  std::uint32_t draft(const std::string& yaml) {
    const auto version = policies().add_draft(author_, "", {yaml, "why"});
    EXPECT_TRUE(version) << version.error().message;
    return version->version;
  }

  decide::Verdict verdict_of(const decide::FindingFact& finding, std::string_view queue = "") {
    decide::MessageFacts message;
    message.channel = "chat";
    message.findings.push_back(finding);
    return decide::decide(policies().active("t")->for_queue(queue), message).verdict;
  }

  void execute(std::string_view sql) {
    ASSERT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
      TRY(transaction.execute(sql, std::initializer_list<store::Value>{}));
      return {};
    }));
  }

  // What `audit verify` says: "" when all is well.
  std::string audit_problem() {
    EXPECT_TRUE(house_->audit.sequence());
    const auto verification = house_->audit.verify("t");
    EXPECT_TRUE(verification) << verification.error().message;
    return verification->first_problem ? verification->first_problem->what : "";
  }

  std::vector<audit::Entry> entries() {
    EXPECT_TRUE(house_->audit.sequence());
    return *house_->audit.entries("t", 0, 1000);
  }

  std::unique_ptr<PolicyHouse> house_;
  std::unique_ptr<StoredPolicies> policies_;
};

INSTANTIATE_TEST_SUITE_P(Databases, StoredPoliciesTest, store::test_databases(),
                         store::database_name);

TEST_P(StoredPoliciesTest, AnEmptyTenantStartsWithTheShippedPacksInTheModeGiven) {
  ASSERT_TRUE(policies().open("t", decide::Mode::Observe));
  ASSERT_TRUE(policies().open("other", decide::Mode::Enforce));
  const auto active = policies().snapshot("t");
  EXPECT_EQ(active->policies().size(), shipped_packs().size());
  for (const decide::ActivePolicy& entry : active->for_queue("")) {
    EXPECT_EQ(entry.mode, decide::Mode::Observe);
    EXPECT_EQ(entry.version, 1U);
  }
  EXPECT_EQ(policies().snapshot("other")->for_queue("")[0].mode, decide::Mode::Enforce);
}

TEST_P(StoredPoliciesTest, StartingAgainChangesNothing) {
  ASSERT_TRUE(policies().open("t", decide::Mode::Observe));
  const std::size_t before = entries().size();
  ASSERT_TRUE(policies().open("t", decide::Mode::Enforce));
  EXPECT_EQ(entries().size(), before);
  EXPECT_EQ(policies().snapshot("t")->for_queue("")[0].mode, decide::Mode::Observe);
}

TEST_P(StoredPoliciesTest, ReadingWritesNothing) {
  ASSERT_TRUE(policies().reload("t"));
  EXPECT_TRUE(entries().empty());
  EXPECT_EQ(policies().snapshot("t")->policies()[0].version, 0U) << "not stored";
}

TEST_P(StoredPoliciesTest, PacksOfANewerProgramBecomeDrafts) {
  ASSERT_TRUE(policies().open("t", decide::Mode::Enforce));
  // As if an older program had shipped another text.
  execute("UPDATE policy_version SET yaml = yaml || '\n# older' WHERE name = 'cards'");
  ASSERT_TRUE(policies().open("t", decide::Mode::Enforce));
  ASSERT_TRUE(database().read([&](store::Reader& reader) -> Result<> {
    const StoredPolicy cards = *TRY(find_policy(reader, "t", "cards"));
    EXPECT_EQ(cards.active_version, 1U);
    EXPECT_EQ(cards.latest_version, 2U);
    EXPECT_EQ(TRY(find_version(reader, "t", "cards", 2))->state, VersionState::Draft);
    EXPECT_EQ(TRY(find_policy(reader, "t", "health"))->latest_version, 1U);
    return {};
  }));
  const std::size_t before = entries().size();
  ASSERT_TRUE(policies().open("t", decide::Mode::Enforce));
  EXPECT_EQ(entries().size(), before) << "once is enough";
}

TEST_P(StoredPoliciesTest, ATenantThatWasNotOpenedIsGuardedByTheShippedPacks) {
  const auto active = policies().active("unknown");
  ASSERT_NE(active, nullptr);
  decide::MessageFacts message;
  message.channel = "chat";
  message.direction = "inbound";
  message.findings.push_back({"payment_card", "payment", 0.9});
  EXPECT_EQ(decide::decide(active->for_queue("any"), message).verdict, decide::Verdict::Redact);
}

TEST_P(StoredPoliciesTest, ADraftDecidesNothingUntilItIsActivated) {
  const std::uint32_t version = draft(small_policy("bank", "hold"));
  EXPECT_EQ(version, 1U);
  ASSERT_TRUE(policies().open("t", decide::Mode::Enforce));
  EXPECT_EQ(verdict_of(kIban), decide::Verdict::Allow);
  ASSERT_TRUE(policies().activate(author_, "bank", version, {.reason = "agreed"}));
  EXPECT_EQ(verdict_of(kIban), decide::Verdict::Allow) << "a new policy observes first";
  ASSERT_TRUE(policies().set_modes(author_, "bank", {{"*", decide::Mode::Enforce}}, "proven"));
  EXPECT_EQ(verdict_of(kIban), decide::Verdict::Hold);
}

TEST_P(StoredPoliciesTest, ActivationNeedsItsOwnTestsToPassAndAReason) {
  const std::uint32_t version = draft(failing_policy("bank"));
  const auto refused = policies().activate(author_, "bank", version, {.reason = "agreed"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
  EXPECT_THAT(refused.error().message, HasSubstr("'fires': expected block"));
  EXPECT_EQ(policies().activate(author_, "bank", version, {.reason = ""}).error().code,
            ErrorCode::InvalidInput);
  EXPECT_EQ(policies().activate(author_, "bank", 9, {.reason = "agreed"}).error().code,
            ErrorCode::NotFound);
}

TEST_P(StoredPoliciesTest, AnActivatedVersionIsOnlyEverSuperseded) {
  const std::uint32_t first = draft(small_policy("bank", "hold"));
  ASSERT_TRUE(policies().activate(author_, "bank", first, {.reason = "agreed"}));
  EXPECT_EQ(policies().activate(author_, "bank", first, {.reason = "again"}).error().code,
            ErrorCode::Conflict);
  const std::uint32_t second = draft(small_policy("bank", "block"));
  ASSERT_TRUE(policies().activate(author_, "bank", second, {.reason = "stricter"}));
  EXPECT_EQ(policies().activate(author_, "bank", first, {.reason = "back"}).error().code,
            ErrorCode::Conflict);
  ASSERT_TRUE(database().read([&](store::Reader& reader) -> Result<> {
    const StoredVersion old = *TRY(find_version(reader, "t", "bank", first));
    EXPECT_EQ(old.state, VersionState::Superseded);
    EXPECT_EQ(old.yaml, small_policy("bank", "hold"));
    EXPECT_EQ(old.activated_for, "agreed");
    return {};
  }));
  // Going back is a new version with the old text.
  EXPECT_EQ(draft(small_policy("bank", "hold")), 3U);
}

TEST_P(StoredPoliciesTest, ADraftMustParseBeNamedRightAndBeNew) {
  EXPECT_EQ(policies().add_draft(author_, "bank", {"policy: [", ""}).error().code,
            ErrorCode::InvalidInput);
  const auto misnamed = policies().add_draft(author_, "cards", {small_policy("bank", "hold"), ""});
  EXPECT_THAT(misnamed.error().message, HasSubstr("is of policy 'bank'"));
  draft(small_policy("bank", "hold"));
  EXPECT_EQ(policies().add_draft(author_, "bank", {small_policy("bank", "hold"), ""}).error().code,
            ErrorCode::Conflict);
  EXPECT_EQ(policies()
                .add_draft(author_, "", {small_policy("bank", "block"), std::string(501, 'x')})
                .error()
                .code,
            ErrorCode::InvalidInput);
}

TEST_P(StoredPoliciesTest, AQueueMayHaveAModeOfItsOwn) {
  ASSERT_TRUE(policies().activate(author_, "bank", draft(small_policy("bank", "hold")),
                                  {.reason = "agreed"}));
  ASSERT_TRUE(policies().set_modes(
      author_, "bank", {{"*", decide::Mode::Coach}, {"vip", decide::Mode::Enforce}}, "pilot"));
  EXPECT_EQ(verdict_of(kIban, "vip"), decide::Verdict::Hold);
  EXPECT_EQ(verdict_of(kIban, "sales"), decide::Verdict::Coach);
  EXPECT_EQ(verdict_of(kIban), decide::Verdict::Coach);
  ASSERT_TRUE(policies().set_modes(author_, "bank", {{"*", decide::Mode::Observe}}, "over"));
  EXPECT_EQ(verdict_of(kIban, "vip"), decide::Verdict::Allow) << "all modes were replaced";
}

// Neither enforces a text that nobody watched, nor stops enforcing, because nothing was said.
TEST_P(StoredPoliciesTest, ANewVersionRunsAsWasAskedAndNeverBySilence) {
  const Modes enforce = {{"*", decide::Mode::Enforce}, {"vip", decide::Mode::Coach}};
  ASSERT_TRUE(policies().activate(author_, "bank", draft(small_policy("bank", "hold")),
                                  {.reason = "agreed", .modes = enforce}));
  EXPECT_EQ(verdict_of(kIban), decide::Verdict::Hold);

  const std::uint32_t second = draft(small_policy("bank", "block"));
  const auto silent = policies().activate(author_, "bank", second, {.reason = "stricter"});
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code, ErrorCode::InvalidInput);
  EXPECT_THAT(silent.error().message, HasSubstr("keep_modes"));
  EXPECT_EQ(verdict_of(kIban), decide::Verdict::Hold) << "nothing was activated";
  EXPECT_EQ(policies()
                .activate(author_, "bank", second,
                          {.reason = "both", .modes = enforce, .keeps_modes = true})
                .error()
                .code,
            ErrorCode::InvalidInput);

  ASSERT_TRUE(
      policies().activate(author_, "bank", second, {.reason = "stricter", .keeps_modes = true}));
  EXPECT_EQ(verdict_of(kIban), decide::Verdict::Block);
  EXPECT_EQ(verdict_of(kIban, "vip"), decide::Verdict::Coach);
  ASSERT_TRUE(
      policies().activate(author_, "bank", draft(small_policy("bank", "hold")),
                          {.reason = "watch it", .modes = {{{"*", decide::Mode::Observe}}}}));
  EXPECT_EQ(verdict_of(kIban), decide::Verdict::Allow);
  EXPECT_EQ(verdict_of(kIban, "vip"), decide::Verdict::Allow);

  std::vector<std::string> decisions;
  for (const audit::Entry& entry : entries()) {
    if (entry.act.act == kActivated) decisions.push_back(entry.act.decision);
  }
  EXPECT_EQ(decisions, (std::vector<std::string>{"enforce", "enforce", "observe"}));
  EXPECT_EQ(audit_problem(), "");
  execute("UPDATE policy_version SET activated_modes = '{\"*\":\"coach\"}' WHERE version = 2");
  EXPECT_THAT(audit_problem(), HasSubstr("was changed"));
}

TEST_P(StoredPoliciesTest, AFirstVersionHasNoModesToKeep) {
  const auto refused = policies().activate(author_, "bank", draft(small_policy("bank", "hold")),
                                           {.reason = "agreed", .keeps_modes = true});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
}

TEST_P(StoredPoliciesTest, ModesAreRefusedWhereTheyMeanNothing) {
  draft(small_policy("bank", "hold"));
  const Modes enforce = {{"*", decide::Mode::Enforce}};
  EXPECT_EQ(policies().set_modes(author_, "bank", enforce, "x").error().code, ErrorCode::Conflict);
  EXPECT_EQ(policies().set_modes(author_, "none", enforce, "x").error().code, ErrorCode::NotFound);
  EXPECT_EQ(policies().set_modes(author_, "bank", enforce, "").error().code,
            ErrorCode::InvalidInput);
  EXPECT_EQ(policies().set_modes(author_, "bank", {{"vip", decide::Mode::Coach}}, "x").error().code,
            ErrorCode::InvalidInput);
}

TEST_P(StoredPoliciesTest, EveryChangeIsALeafAndAnEvent) {
  std::vector<std::string> heard;
  house_->bus.subscribe("test", "policy.*", [&](const bus::Event& event) -> Result<> {
    heard.push_back(event.topic + " " + event.body);
    return {};
  });
  house_->bus.start();
  ASSERT_TRUE(policies().activate(author_, "bank", draft(small_policy("bank", "hold")),
                                  {.reason = "agreed"}));
  house_->bus.drain();
  house_->bus.stop();
  EXPECT_EQ(heard, (std::vector<std::string>{
                       R"(policy.drafted {"policy":"bank","version":1})",
                       R"(policy.activated {"policy":"bank","version":1})",
                       R"(policy.modes_changed {"policy":"bank","modes":{"*":"observe"}})"}));
  const auto log = entries();
  ASSERT_EQ(log.size(), 3U);
  EXPECT_EQ(log[1].act.act, "policy.activated");
  EXPECT_EQ(log[1].act.actor, "person:1");
  EXPECT_EQ(log[1].act.policy_version, "bank@1");
  EXPECT_EQ(log[2].act.decision, "observe");
  EXPECT_EQ(audit_problem(), "");
}

// Who can write to the database can switch a guard off there; the log tells.
TEST_P(StoredPoliciesTest, TheLogNamesAPolicyChangedBehindItsBack) {
  const std::uint32_t first = draft(small_policy("bank", "hold"));
  ASSERT_TRUE(policies().activate(author_, "bank", first, {.reason = "agreed"}));
  ASSERT_TRUE(policies().activate(author_, "bank", draft(small_policy("bank", "block")),
                                  {.reason = "more"}));
  ASSERT_TRUE(policies().set_modes(author_, "bank", {{"*", decide::Mode::Enforce}}, "proven"));
  ASSERT_EQ(audit_problem(), "");
  struct Attack {
    const char* does;
    const char* undoes;
  };
  const Attack attacks[] = {
      {"UPDATE policy_mode SET mode = 'observe'", "UPDATE policy_mode SET mode = 'enforce'"},
      {"UPDATE policy SET active_version = 1", "UPDATE policy SET active_version = 2"},
      {"UPDATE policy_version SET yaml = replace(yaml, 'block', 'coach')",
       "UPDATE policy_version SET yaml = replace(yaml, 'coach', 'block')"},
      {"UPDATE policy_version SET activated_for = 'nothing' WHERE version = 1",
       "UPDATE policy_version SET activated_for = 'agreed' WHERE version = 1"},
      {"DELETE FROM policy_mode_change", nullptr},
  };
  for (const Attack& attack : attacks) {
    execute(attack.does);
    EXPECT_THAT(audit_problem(), HasSubstr("was changed")) << attack.does;
    if (attack.undoes != nullptr) {
      execute(attack.undoes);
      EXPECT_EQ(audit_problem(), "") << attack.undoes;
    }
  }
}

TEST_P(StoredPoliciesTest, AnActiveVersionThatDoesNotParseStopsTheStart) {
  ASSERT_TRUE(policies().open("t", decide::Mode::Enforce));
  execute("UPDATE policy_version SET yaml = 'policy: [' WHERE name = 'cards'");
  const auto opened = policies().open("t", decide::Mode::Enforce);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::Corrupted);
  EXPECT_THAT(opened.error().message, HasSubstr("cards@1"));
  EXPECT_EQ(policies().snapshot("t")->policies().size(), shipped_packs().size())
      << "what ran before goes on";
}

TEST_P(StoredPoliciesTest, TenantsDoNotMeet) {
  ASSERT_TRUE(policies().open("other", decide::Mode::Enforce));
  ASSERT_TRUE(policies().activate(author_, "bank", draft(small_policy("bank", "hold")),
                                  {.reason = "agreed"}));
  for (const LoadedPolicy& loaded : policies().snapshot("other")->policies()) {
    EXPECT_NE(loaded.policy->name(), "bank");
  }
  EXPECT_EQ(policies().activate({"other", "person:2"}, "bank", 1, {.reason = "x"}).error().code,
            ErrorCode::NotFound);
}

TEST_P(StoredPoliciesTest, AnotherNodesChangeIsFollowed) {
  ASSERT_TRUE(policies().activate(author_, "bank", draft(small_policy("bank", "hold")),
                                  {.reason = "agreed"}));
  StoredPolicies other(house_->parts(database()));
  ASSERT_TRUE(other.open("t", decide::Mode::Observe));
  other.follow_changes();
  house_->bus.start();
  ASSERT_TRUE(policies().set_modes(author_, "bank", {{"*", decide::Mode::Enforce}}, "proven"));
  house_->bus.drain();
  house_->bus.stop();
  EXPECT_EQ(other.snapshot("t")->for_queue("")[0].mode, decide::Mode::Enforce);
}

TEST_P(StoredPoliciesTest, FeedbackBecomesPrecision) {
  const auto give = [&](std::uint8_t message, std::string_view kind, std::string_view actor,
                        std::string_view type = "iban") {
    Feedback feedback{.policy = "bank", .version = 1, .rule = "only"};
    feedback.message.bytes[0] = static_cast<std::byte>(message);
    feedback.kind = kind;
    feedback.actor = actor;
    feedback.finding_type = type;
    const auto given = database().write([&](store::Transaction& transaction) {
      return policies().record_feedback(transaction, "t", feedback);
    });
    EXPECT_TRUE(given) << given.error().message;
  };
  EXPECT_TRUE(policies().precision("t", "bank")->empty());
  for (std::uint8_t message = 0; message < 8; ++message) give(message, "upheld", "person:1");
  give(8, "not_sensitive", "person:1");
  give(9, "not_sensitive", "person:1");
  give(9, "not_sensitive", "person:1", "bank_account");  // the same message counts once
  give(10, "overridden", "person:1", "");
  give(0, "not_sensitive", "person:2");
  give(0, "upheld", "person:2");  // the last word of each person counts

  const std::vector<RulePrecision> rules = *policies().precision("t", "bank");
  ASSERT_EQ(rules.size(), 1U);
  EXPECT_EQ(rules[0].upheld, 8);
  EXPECT_EQ(rules[0].not_sensitive, 2);
  EXPECT_EQ(rules[0].overridden, 1);
  EXPECT_DOUBLE_EQ(*rules[0].precision(), 0.8);
  EXPECT_NEAR(rules[0].interval().low, 0.490, 0.001);
  EXPECT_NEAR(rules[0].interval().high, 0.943, 0.001);
  EXPECT_TRUE(policies().precision("other", "bank")->empty());
}

TEST_P(StoredPoliciesTest, AReasonDoesNotKeepWhatItQuotes) {
  ASSERT_TRUE(database().write([&](store::Transaction& transaction) {
    return policies().record_feedback(transaction, "t",
                                      {.policy = "cards",
                                       .version = 1,
                                       .rule = "r",
                                       .message = {},
                                       .finding_type = "",
                                       .kind = "overridden",
                                       .reason = "he asked me to send 4111 1111 1111 1111 again",
                                       .actor = "person:1"});
  }));
  std::string stored;
  ASSERT_TRUE(database().read([&](store::Reader& reader) {
    return reader.query("SELECT reason FROM policy_feedback", {}, [&](const store::Row& row) {
      stored = row.string(0);
      return true;
    });
  }));
  EXPECT_EQ(stored, "he asked me to send [payment_card] again");
}

TEST_P(StoredPoliciesTest, FeedbackOfAnUnknownKindIsRefused) {
  const auto given = database().write([&](store::Transaction& transaction) {
    return policies().record_feedback(transaction, "t", {.policy = "p", .kind = "wrong"});
  });
  EXPECT_EQ(given.error().code, ErrorCode::InvalidInput);
}

// Readers take the snapshot while it is being replaced: each sees one state or the other.
TEST_P(StoredPoliciesTest, SnapshotsAreReplacedUnderReaders) {
  ASSERT_TRUE(policies().activate(author_, "bank", draft(small_policy("bank", "hold")),
                                  {.reason = "agreed"}));
  std::atomic<bool> stop = false;
  std::thread reader([&] {
    while (!stop) {
      const auto active = policies().active("t");
      EXPECT_EQ(active->for_queue("").size(), 1U);
    }
  });
  for (int i = 0; i < 20; ++i) {
    const decide::Mode mode = i % 2 == 0 ? decide::Mode::Enforce : decide::Mode::Observe;
    EXPECT_TRUE(policies().set_modes(author_, "bank", {{"*", mode}}, "to and fro"));
  }
  stop = true;
  reader.join();
}

TEST(RulePrecision, WithoutJudgementsNothingIsKnown) {
  const RulePrecision rule{.rule = "r", .overridden = 3};
  EXPECT_FALSE(rule.precision());
  EXPECT_EQ(rule.interval().low, 0);
  EXPECT_EQ(rule.interval().high, 1);
}

}  // namespace
}  // namespace holdfast::policies

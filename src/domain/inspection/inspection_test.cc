#include "domain/inspection/inspection.h"

#include <thread>

#include <gmock/gmock.h>

#include "domain/inspection/retention.h"
#include "domain/inspection/stored_hits.h"
#include "domain/inspection/testing_world.h"
#include "domain/inspection/views.h"

namespace holdfast::inspection {
namespace {

constexpr std::string_view kThreeRules = R"(policy: three
title: Three
rules:
  - name: card
    when: {finding.type: payment_card}
    then: {verdict: redact, severity: high, reason: R1, notice: N, override: with_reason}
  - name: mail
    when: {finding.type: email}
    then: {verdict: redact, severity: low, reason: R2, notice: N, override: allowed}
  - name: any
    when: {finding.count: {gte: 1}}
    then: {verdict: coach, severity: low, reason: R3, notice: N}
tests:
  - {name: nothing, facts: {}, expect: {verdict: allow}}
)";

// A rule that would mask the question too.
constexpr std::string_view kAskPolicy = R"(policy: ask
title: Ask
rules:
  - name: ask
    when: {finding.type: [credential_request, email]}
    then: {verdict: redact, severity: high, reason: R1, notice: N, protect: {method: replace}}
tests:
  - {name: nothing, facts: {}, expect: {verdict: allow}}
)";

// Wants to know of numbers that may be social security numbers, and only of those.
constexpr std::string_view kKeenPolicy = R"(policy: keen
title: Keen
thresholds: {us_ssn: 0.15}
rules:
  - name: ssn
    when: {finding.type: us_ssn}
    then: {verdict: redact, severity: high, reason: R1, notice: N, protect: {method: replace}}
tests:
  - {name: nothing, facts: {}, expect: {verdict: allow}}
)";

class InspectionTest : public store::DatabaseTest {
 protected:
  // What is kept of a message, opened.
  StoredMessage stored(World& world, const Uuid& id) {
    StoredMessage message;
    const Result<> read = world.database().read([&](store::Reader& reader) -> Result<> {
      auto row = TRY(find_message(reader, "default", id));
      if (!row) return Error{ErrorCode::NotFound, "no such message"};
      const auto contact = TRY(contacts::find_by_id(reader, "default", row->contact));
      message =
          TRY(open_message(reader, world.keyring(), contact->contact.subject, *std::move(row)));
      return {};
    });
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    return message;
  }

  static std::string kept_text(const StoredMessage& message) {
    return message.content.parts.empty() ? "" : message.content.parts[0].text.reveal();
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, InspectionTest, store::test_databases(), store::database_name);

TEST_P(InspectionTest, ACardIsMaskedInTheAnswerAndInWhatIsKept) {
  World world(database());
  const Inspection answer = world.inspect(World::chat("my card is 4111 1111 1111 1111, thanks"));
  EXPECT_EQ(answer.verdict, decide::Verdict::Redact);
  EXPECT_EQ(answer.rule, "cards/card-in-chat");
  EXPECT_EQ(answer.policy_version, "cards@1");
  ASSERT_EQ(answer.parts.size(), 1U);
  EXPECT_EQ(answer.parts[0].text.reveal(), "my card is **** **** **** 1111, thanks");
  ASSERT_EQ(answer.findings.size(), 1U);
  EXPECT_EQ(answer.findings[0].type, "payment_card");
  EXPECT_EQ(answer.findings[0].begin, 11U);
  EXPECT_EQ(answer.findings[0].end, 30U);
  ASSERT_EQ(answer.notices.size(), 1U);

  const StoredMessage message = stored(world, answer.id);
  EXPECT_EQ(kept_text(message), "my card is **** **** **** 1111, thanks");
  EXPECT_EQ(message.row.leaf_hash, answer.receipt.leaf_hash);
  ASSERT_EQ(message.findings.size(), 1U);
  EXPECT_FALSE(message.findings[0].digest.empty());
}

// Observing must change nothing for the people who talk, and keep no more than enforcing does.
TEST_P(InspectionTest, InObserveModeTheMessagePassesAndIsMarkedExposed) {
  World world(database(), kCardPolicy, decide::Mode::Observe);
  const Inspection answer = world.inspect(World::chat("card 4111111111111111"));
  EXPECT_EQ(answer.verdict, decide::Verdict::Allow);
  EXPECT_EQ(answer.rule, "");
  EXPECT_EQ(answer.parts[0].text.reveal(), "card 4111111111111111");
  const StoredMessage message = stored(world, answer.id);
  EXPECT_TRUE(message.row.is_exposed);
  EXPECT_EQ(kept_text(message), "card ************1111");
}

TEST_P(InspectionTest, ACardInFourMessagesIsMaskedInAllOfThem) {
  World world(database());
  world.inspect(World::chat("hi, I want to pay, here is my card number"));
  const Inspection first = world.inspect(World::chat("4111"));
  world.inspect(World::chat("1111"));
  world.inspect(World::chat("1111"));
  const Inspection last = world.inspect(World::chat("1111"));
  EXPECT_EQ(last.verdict, decide::Verdict::Redact);
  ASSERT_EQ(last.earlier.size(), 3U);
  EXPECT_EQ(last.earlier[0].message, first.id);
  EXPECT_EQ(last.earlier[0].verdict, decide::Verdict::Redact);
  EXPECT_EQ(last.earlier[0].parts[0].text.reveal(), "****");
  const StoredMessage earlier = stored(world, first.id);
  EXPECT_EQ(kept_text(earlier), "****");
  // What was done to it has a rule, as any verdict has.
  EXPECT_EQ(earlier.row.rule, last.rule);
  EXPECT_EQ(earlier.row.policy_version, last.policy_version);
  EXPECT_EQ(earlier.row.severity, decide::Severity::High);
  const auto hits = stored_hits(earlier.row.hits);
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].rule, "card-in-chat");
  EXPECT_EQ(hits[0].findings, std::vector<std::uint32_t>{0});
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM audit_staged WHERE act = 'inspection.reprotected' "
                        "AND policy_version = 'cards@1'"),
            3);
  const auto verification = world.verify();
  EXPECT_FALSE(verification.first_problem) << verification.first_problem->what;
}

// The words stay readable: they are what the agent must see, and nobody's secret.
TEST_P(InspectionTest, AnAgentWhoAsksForAPinIsFoundAndTheQuestionIsNotMasked) {
  World world(database(), kAskPolicy);
  InspectionRequest request =
      World::chat("Could you tell me your PIN? My mail is ann@shop.example");
  request.direction = "outbound";
  request.sender_role = detect::Role::Agent;
  const Inspection answer = world.inspect(std::move(request));
  EXPECT_EQ(answer.verdict, decide::Verdict::Redact);
  EXPECT_EQ(answer.parts[0].text.reveal(), "Could you tell me your PIN? My mail is [email]");
  ASSERT_EQ(answer.findings.size(), 2U);
  EXPECT_EQ(answer.findings[0].type, "credential_request");
  EXPECT_EQ(answer.findings[0].masked, "PIN");
  const StoredMessage message = stored(world, answer.id);
  EXPECT_THAT(kept_text(message), testing::StartsWith("Could you tell me your PIN? "));
  EXPECT_EQ(message.findings.at(0).digest, "");

  // A customer's question is none of ours.
  EXPECT_TRUE(world.inspect(World::chat("Could you tell me your PIN?", "c2")).findings.empty());
}

TEST_P(InspectionTest, AMailIsHeldUntilSomeoneReleasesItOnce) {
  World world(database());
  InspectionRequest request = World::chat("card 4111 1111 1111 1111", "mail-1");
  request.channel = "mail";
  request.direction = "outbound";
  const Inspection answer = world.inspect(std::move(request));
  EXPECT_EQ(answer.verdict, decide::Verdict::Hold);
  EXPECT_TRUE(answer.parts.empty());

  auto released = world.inspections().release(
      world.caller(), answer.id, Inspections::ReleaseForm::Original, "checked by phone");
  ASSERT_TRUE(released) << released.error().message;
  ASSERT_EQ(released->parts.size(), 1U);
  EXPECT_EQ(released->parts[0].text.reveal(), "card 4111 1111 1111 1111");
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM inspection_held WHERE original IS NOT NULL"), 0);

  const auto again = world.inspections().reject(world.caller(), answer.id, "too late");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::Conflict);
}

TEST_P(InspectionTest, AHeldMailCanBeReleasedRedacted) {
  World world(database());
  InspectionRequest request = World::chat("card 4111 1111 1111 1111", "mail-2");
  request.channel = "mail";
  const Inspection answer = world.inspect(std::move(request));
  auto released = world.inspections().release(world.caller(), answer.id,
                                              Inspections::ReleaseForm::Redacted, "customer knows");
  ASSERT_TRUE(released) << released.error().message;
  EXPECT_EQ(released->parts.at(0).text.reveal(), "card **** **** **** 1111");
}

TEST_P(InspectionTest, APolicyMaySeeWhatIsLessSureThanUsualAndNobodyElseDoes) {
  const std::string guess = "the reference is 536-22-8841, mail ana@example.com";
  World usual(database(), kAskPolicy);
  ASSERT_EQ(usual.inspect(World::chat(guess)).findings.size(), 1U) << "a guess without a threshold";

  World keen(database(), kKeenPolicy);
  const Inspection answer = keen.inspect(World::chat(guess, "chat-2"));
  ASSERT_EQ(answer.findings.size(), 2U);
  EXPECT_EQ(answer.findings[0].type, "us_ssn");
  EXPECT_LT(answer.findings[0].confidence, 0.5F);
  EXPECT_EQ(answer.parts[0].text.reveal(), "the reference is [us_ssn], mail ana@example.com");
  EXPECT_EQ(stored(keen, answer.id).findings.size(), 2U);
  // Guesses of other types, which no rule takes up, leave nothing.
  EXPECT_TRUE(keen.inspect(World::chat("number 123456789", "chat-3")).findings.empty());
}

TEST_P(InspectionTest, AnOverrideWithAReasonLetsPassAndIsCounted) {
  World world(database());
  InspectionRequest request = World::chat("card 4111 1111 1111 1111");
  request.overrides = {{.rule = "cards/card-in-chat", .reason = "a test card of ours"}};
  const Inspection answer = world.inspect(std::move(request));
  EXPECT_EQ(answer.verdict, decide::Verdict::Allow);
  EXPECT_EQ(answer.parts[0].text.reveal(), "card 4111 1111 1111 1111");
  ASSERT_EQ(world.policies().feedback().size(), 1U);
  EXPECT_EQ(world.policies().feedback()[0].kind, "overridden");
}

// Refused before anything is kept, and the contact goes on as if nothing had come.
TEST_P(InspectionTest, AnOverrideWithoutTheReasonThatTheRuleAsksForIsRefused) {
  World world(database());
  InspectionRequest request = World::chat("card 4111 1111 1111 1111");
  request.overrides = {{.rule = "cards/card-in-chat", .reason = ""}};
  const auto refused = world.inspections().inspect_and_wait(std::move(request), world.caller());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM inspection_message"), 0);
  EXPECT_TRUE(world.policies().feedback().empty());
  EXPECT_EQ(world.inspect(World::chat("card 4111 1111 1111 1111")).verdict,
            decide::Verdict::Redact);
}

TEST_P(InspectionTest, SeveralRulesAreOverriddenAtOnceAndOthersStand) {
  World world(database(), kThreeRules);
  InspectionRequest request = World::chat("card 4111 1111 1111 1111, mail me at ann@shop.example");
  request.overrides = {{.rule = "three/card", .reason = "a test card of ours"},
                       {.rule = "three/mail", .reason = ""},
                       {.rule = "three/any", .reason = "not allowed"},
                       {.rule = "three/unknown", .reason = ""}};
  const Inspection answer = world.inspect(std::move(request));
  EXPECT_EQ(answer.verdict, decide::Verdict::Coach);
  EXPECT_EQ(answer.rule, "three/any");
  EXPECT_EQ(answer.parts[0].text.reveal(), "card 4111 1111 1111 1111, mail me at ann@shop.example");
  ASSERT_EQ(world.policies().feedback().size(), 2U);
  EXPECT_EQ(world.policies().feedback()[0].rule, "card");
  EXPECT_EQ(world.policies().feedback()[1].rule, "mail");
  EXPECT_EQ(world.policies().feedback()[1].reason, "");
  const auto verification = world.verify();
  EXPECT_FALSE(verification.first_problem) << verification.first_problem->what;
}

TEST_P(InspectionTest, ARepeatedRequestGetsTheFirstAnswerAndWritesNothing) {
  World world(database());
  const auto request = [] {
    InspectionRequest one = World::chat("card 4111 1111 1111 1111");
    one.idempotency_key = "a-1";
    one.request_hash = sha256({as_bytes("body")});
    return one;
  };
  const Inspection first = world.inspect(request());
  const Inspection second = world.inspect(request());
  EXPECT_NE(second.repeated_answer.reveal().find(to_string(first.id)), std::string::npos);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM inspection_message"), 1);

  InspectionRequest other = request();
  other.request_hash = sha256({as_bytes("another body")});
  const auto refused = world.inspections().inspect_and_wait(std::move(other), world.caller());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
}

TEST_P(InspectionTest, MessagesOfOneContactKeepTheirOrderUnderManyThreads) {
  World world(database());
  constexpr int kThreads = 4;
  constexpr int kEach = 25;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&world] {
      for (int i = 0; i < kEach; ++i) world.inspect(World::chat("hello there", "shared"));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM contact"), 1);
  EXPECT_EQ(world.count("SELECT COUNT(DISTINCT ordinal) FROM inspection_message"),
            kThreads * kEach);
  EXPECT_EQ(world.count("SELECT MAX(ordinal) FROM inspection_message"), kThreads * kEach - 1);
}

TEST_P(InspectionTest, AContactThatNobodyKnowsIsNotFound) {
  World world(database());
  InspectionRequest request = World::chat("hello");
  request.contact = {.id = world.ids().next()};
  const auto result = world.inspections().inspect_and_wait(std::move(request), world.caller());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::NotFound);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM inspection_message"), 0);
}

TEST_P(InspectionTest, CardCodesLeaveNoTraceInTheDatabase) {
  World world(database());
  world.inspect(World::chat("the cvv is 737"));
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM inspection_finding WHERE type = 'card_cvv' "
                        "AND (digest <> '' OR masked <> '[card_cvv]')"),
            0);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM inspection_finding WHERE type = 'card_cvv'"), 1);
}

// Any column that people rely on, changed behind the server's back.
TEST_P(InspectionTest, VerifyNamesTheMessageWhoseRowWasChanged) {
  World world(database());
  for (int i = 0; i < 5; ++i)
    world.inspect(World::chat("card 4111111111111111", "c" + std::to_string(i)));
  ASSERT_FALSE(world.verify().first_problem);
  for (const std::string_view change :
       {"UPDATE inspection_message SET verdict = 0 WHERE message_id = (SELECT message_id "
        "FROM inspection_message ORDER BY message_id DESC LIMIT 1)",
        "UPDATE inspection_finding SET masked = 'x' WHERE finding_id = (SELECT finding_id "
        "FROM inspection_finding ORDER BY finding_id DESC LIMIT 1)"}) {
    ASSERT_TRUE(world.database().write([&](store::Transaction& transaction) -> Result<> {
      TRY(transaction.execute(change, {}));
      return {};
    }));
    const auto verification = world.verify();
    ASSERT_TRUE(verification.first_problem);
    EXPECT_EQ(verification.first_problem->leaf_index, 4U);
  }
}

TEST_P(InspectionTest, VerifyNamesTheMessageThatWasRemoved) {
  World world(database());
  for (int i = 0; i < 3; ++i) world.inspect(World::chat("hello", "c" + std::to_string(i)));
  ASSERT_TRUE(world.database().write([&](store::Transaction& transaction) -> Result<> {
    TRY(
        transaction.execute("DELETE FROM inspection_message WHERE message_id = (SELECT message_id "
                            "FROM inspection_message ORDER BY message_id LIMIT 1)",
                            {}));
    return {};
  }));
  const auto verification = world.verify();
  ASSERT_TRUE(verification.first_problem);
  EXPECT_EQ(verification.first_problem->leaf_index, 0U);
}

TEST_P(InspectionTest, RetentionErasesByClassAndTheLogStillVerifies) {
  World world(database());
  world.inspect(World::chat("card 4111111111111111", "old"));
  world.clock().advance(std::chrono::days(100));
  const Inspection recent = world.inspect(World::chat("card 4111111111111111", "new"));
  Retention retention(world.database(), world.clock(), world.ids(), world.audit(), {});
  auto result = retention.run("default");
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->contents_erased, 1);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM inspection_message WHERE content IS NULL"), 1);
  EXPECT_FALSE(stored(world, recent.id).is_erased);
  EXPECT_FALSE(world.verify().first_problem);

  world.clock().advance(std::chrono::days(350));
  result = retention.run("default");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->messages_erased, 1);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM contact"), 1);
  const auto verification = world.verify();
  EXPECT_FALSE(verification.first_problem) << verification.first_problem->what;
}

// They hold what was passed on, which policy may have let through in clear.
TEST_P(InspectionTest, AnswersForRepeatedRequestsGoAfterADayWhateverTheSettings) {
  World world(database());
  Retention retention(world.database(), world.clock(), world.ids(), world.audit(),
                      {.content = {}, .messages = {}});
  for (const char* key : {"first", "second"}) {
    InspectionRequest request = World::chat("card 4111111111111111");
    request.idempotency_key = key;
    world.inspect(std::move(request));
    world.clock().advance(std::chrono::hours(12) + std::chrono::minutes(1));
  }
  const auto result = retention.run("default");
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->answers_erased, 1);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM inspection_idempotency"), 1);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM inspection_message WHERE content IS NOT NULL"), 2);
}

TEST_P(InspectionTest, ErasingACustomerMakesTheContentUnreadableAndTheLogVerifies) {
  World world(database());
  InspectionRequest request = World::chat("card 4111111111111111");
  request.contact.customer = "customer-17";
  const Inspection answer = world.inspect(std::move(request));
  ASSERT_TRUE(world.database().write([&](store::Transaction& transaction) -> Result<> {
    const auto contact = TRY(contacts::find_by_id(transaction, "default", answer.contact));
    return world.keyring().destroy(transaction, "default", contact->contact.subject);
  }));
  EXPECT_TRUE(stored(world, answer.id).is_erased);
  EXPECT_FALSE(world.verify().first_problem);
}

// Forgeries that leave the log itself untouched.
TEST_P(InspectionTest, VerifyNamesForgedClaimsAboutTheLog) {
  for (const std::string_view change :
       {"UPDATE inspection_message SET content = NULL",
        "UPDATE inspection_message SET verdict = 0, entry_id = (SELECT entry_id FROM audit_entry "
        "ORDER BY entry_id DESC LIMIT 1) WHERE ordinal = 0"}) {
    SetUp();
    if (is_missing()) return;
    World world(database());
    for (int i = 0; i < 3; ++i) world.inspect(World::chat("card 4111111111111111"));
    ASSERT_FALSE(world.verify().first_problem);
    ASSERT_TRUE(world.database().write([&](store::Transaction& transaction) -> Result<> {
      TRY(transaction.execute(change, {}));
      return {};
    }));
    EXPECT_TRUE(world.verify().first_problem) << change;
  }
}

TEST_P(InspectionTest, AMessageThatNoEntryVouchesForIsFound) {
  World world(database());
  world.inspect(World::chat("hello"));
  ASSERT_TRUE(world.audit().sequence());
  const auto unvouched = [&world] {
    std::optional<std::string> problem;
    EXPECT_TRUE(world.database().read([&](store::Reader& reader) -> Result<> {
      problem = TRY(find_unvouched_row(reader, "default"));
      return {};
    }));
    return problem;
  };
  EXPECT_FALSE(unvouched());
  const Uuid forged = world.ids().next();
  ASSERT_TRUE(world.database().write([&](store::Transaction& transaction) -> Result<> {
    TRY(transaction.execute("UPDATE inspection_message SET message_id = $1",
                            {Bytes(forged.bytes)}));
    return {};
  }));
  EXPECT_TRUE(unvouched());
}

}  // namespace
}  // namespace holdfast::inspection

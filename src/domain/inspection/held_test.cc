// Messages kept back: how a hold ends, and what the log says of it.

#include <algorithm>

#include "domain/inspection/retention.h"
#include "domain/inspection/testing_world.h"

namespace holdfast::inspection {
namespace {

constexpr std::chrono::hours kHeldFor{72};

class HeldTest : public store::DatabaseTest {
 protected:
  static Inspection hold(World& world, std::string contact = "mail-1") {
    InspectionRequest request = World::chat("card 4111 1111 1111 1111", std::move(contact));
    request.channel = "mail";
    request.direction = "outbound";
    const Inspection answer = world.inspect(std::move(request));
    EXPECT_EQ(answer.verdict, decide::Verdict::Hold);
    return answer;
  }

  static RetentionResult run_retention(World& world) {
    Retention retention(world.database(), world.clock(), world.ids(), world.audit(), {});
    const auto result = retention.run("default");
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return result ? *result : RetentionResult();
  }

  static void change(World& world, std::string_view sql) {
    ASSERT_TRUE(world.database().write([&](store::Transaction& transaction) -> Result<> {
      TRY(transaction.execute(sql, {}));
      return {};
    }));
  }

  static std::vector<audit::Entry> entries_of(World& world, std::string act) {
    EXPECT_TRUE(world.audit().sequence());
    auto entries = world.audit().latest("default", {.act = std::move(act)}, {}, 50);
    EXPECT_TRUE(entries);
    return entries ? *std::move(entries) : std::vector<audit::Entry>();
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, HeldTest, store::test_databases(), store::database_name);

TEST_P(HeldTest, WhenItsTimeIsOverNobodyCanReleaseItEvenBeforeRetentionRuns) {
  World world(database());
  const Inspection answer = hold(world);
  world.clock().advance(kHeldFor);
  for (const auto form : {Inspections::ReleaseForm::Original, Inspections::ReleaseForm::Redacted}) {
    const auto late = world.inspections().release(world.caller(), answer.id, form, "too late");
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::Conflict);
  }
  const auto rejected = world.inspections().reject(world.caller(), answer.id, "too late");
  ASSERT_FALSE(rejected);
  EXPECT_EQ(rejected.error().code, ErrorCode::Conflict);
}

TEST_P(HeldTest, AtTheLastMomentItCanStillBeReleased) {
  World world(database());
  const Inspection answer = hold(world);
  world.clock().advance(kHeldFor - std::chrono::milliseconds(1));
  EXPECT_EQ(run_retention(world).holds_expired, 0);
  EXPECT_TRUE(world.inspections().release(world.caller(), answer.id,
                                          Inspections::ReleaseForm::Original, "just in time"));
}

TEST_P(HeldTest, EachItemThatExpiresLosesItsOriginalAndLeavesAnEntryAndAnEvent) {
  World world(database());
  const Inspection first = hold(world, "mail-1");
  const Inspection second = hold(world, "mail-2");
  world.clock().advance(kHeldFor);
  const Inspection third = hold(world, "mail-3");
  EXPECT_EQ(run_retention(world).holds_expired, 2);
  EXPECT_EQ(run_retention(world).holds_expired, 0);

  EXPECT_EQ(world.count("SELECT COUNT(*) FROM inspection_held WHERE state = 'expired' "
                        "AND original IS NULL AND decided_by = 'system'"),
            2);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM outbox_event WHERE topic = 'held.expired'"), 2);
  std::vector<std::string> subjects;
  for (const audit::Entry& entry : entries_of(world, "held.expired")) {
    EXPECT_EQ(entry.act.actor, "system");
    EXPECT_EQ(entry.act.decision, "expired");
    subjects.push_back(entry.act.subject);
  }
  std::ranges::sort(subjects);
  EXPECT_EQ(subjects,
            (std::vector{"message:" + to_string(first.id), "message:" + to_string(second.id)}));
  EXPECT_TRUE(world.inspections().reject(world.caller(), third.id, "not ours"));
  const auto verification = world.verify();
  EXPECT_FALSE(verification.first_problem) << verification.first_problem->what;
}

// Whoever can write to the database, but not to the log.
TEST_P(HeldTest, VerifyFindsWhatWasDoneToAHeldItemBehindTheLog) {
  for (const std::string_view forgery :
       {"UPDATE inspection_held SET original = NULL",
        "UPDATE inspection_held SET original = (SELECT content FROM inspection_message LIMIT 1)",
        "UPDATE inspection_held SET original_hash = content_hash, original = content "
        "FROM inspection_message WHERE inspection_message.message_id = inspection_held.message_id",
        "UPDATE inspection_held SET expires_at_ms = expires_at_ms + 86400000",
        "UPDATE inspection_held SET expires_at_ms = 1", "UPDATE inspection_held SET rule = 'x'",
        "UPDATE inspection_held SET state = 'expired', decided_by = 'system', original = NULL",
        "DELETE FROM inspection_held"}) {
    SetUp();
    if (is_missing()) return;
    World world(database());
    hold(world);
    ASSERT_FALSE(world.verify().first_problem);
    change(world, forgery);
    EXPECT_TRUE(world.verify().first_problem) << forgery;
  }
}

// The run is real, but it let go another item.
TEST_P(HeldTest, AnotherItemsExpiryExcusesNothing) {
  World world(database());
  const Inspection expired = hold(world, "mail-1");
  world.clock().advance(kHeldFor);
  const Inspection held = hold(world, "mail-2");
  EXPECT_EQ(run_retention(world).holds_expired, 1);
  ASSERT_FALSE(world.verify().first_problem);
  change(world,
         "UPDATE inspection_held SET state = 'expired', decided_by = 'system', original = NULL, "
         "expires_at_ms = 1 WHERE state = 'held'");
  EXPECT_TRUE(world.verify().first_problem);
}

// The server itself is made to let an item go before its time.
TEST_P(HeldTest, ATimeThatWasSetBackIsFoundAfterTheServerFollowedIt) {
  World world(database());
  hold(world);
  change(world, "UPDATE inspection_held SET expires_at_ms = 1");
  EXPECT_EQ(run_retention(world).holds_expired, 1);
  EXPECT_TRUE(world.verify().first_problem);
}

TEST_P(HeldTest, TheHoldStaysVouchedForWhenItHasEnded) {
  World world(database());
  const Inspection released = hold(world, "mail-1");
  const Inspection rejected = hold(world, "mail-2");
  ASSERT_TRUE(world.inspections().release(world.caller(), released.id,
                                          Inspections::ReleaseForm::Original, "checked"));
  ASSERT_TRUE(world.inspections().reject(world.caller(), rejected.id, "not ours"));
  const auto verification = world.verify();
  EXPECT_FALSE(verification.first_problem) << verification.first_problem->what;
  EXPECT_EQ(entries_of(world, "inspection.held").size(), 2U);
  change(world, "UPDATE inspection_held SET held_at_ms = 1 WHERE state = 'rejected'");
  EXPECT_TRUE(world.verify().first_problem);
}

}  // namespace
}  // namespace holdfast::inspection

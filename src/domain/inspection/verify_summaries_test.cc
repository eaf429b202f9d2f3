#include "domain/inspection/verify_summaries.h"

#include <gmock/gmock.h>

#include "domain/inspection/retention.h"
#include "domain/inspection/testing_world.h"

namespace holdfast::inspection {
namespace {

using testing::HasSubstr;
using testing::Optional;

class SummariesTest : public store::DatabaseTest {
 protected:
  std::optional<std::string> unvouched() {
    std::optional<std::string> found;
    const Result<> read = database().read([&](store::Reader& reader) -> Result<> {
      found = TRY(find_unvouched_row(reader, "default"));
      return {};
    });
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    return found;
  }

  Uuid finding_of(const Inspection& answer) {
    Uuid id;
    EXPECT_TRUE(database().read([&](store::Reader& reader) -> Result<> {
      id = TRY(findings_of(reader, answer.id))
      .at(0).id;
      return {};
    }));
    return id;
  }

  void tamper(std::string_view sql) {
    EXPECT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
      EXPECT_GT(TRY(transaction.execute(sql, {})), 0);
      return {};
    }));
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, SummariesTest, store::test_databases(), store::database_name);

// What the last piece of a card makes of earlier messages counts in the contact as well.
TEST_P(SummariesTest, AContactCountsWhatIsFoundInItsEarlierMessages) {
  World world(database());
  world.inspect(World::chat("hi, I want to pay, here is my card number"));
  for (const char* piece : {"4111", "1111", "1111", "1111"}) world.inspect(World::chat(piece));
  EXPECT_EQ(world.count("SELECT finding_count FROM contact"), 4);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM inspection_finding"), 4);
  EXPECT_EQ(unvouched(), std::nullopt);
  world.inspect(World::chat("and my mail is kim@elsewhere.example"));  // from the lane's memory
  EXPECT_EQ(unvouched(), std::nullopt);
}

TEST_P(SummariesTest, AContactThatSaysOtherThanItsMessagesIsFound) {
  World world(database());
  world.inspect(World::chat("card 4111 1111 1111 1111"));
  world.inspect(World::chat("thank you"));
  ASSERT_EQ(unvouched(), std::nullopt);
  struct Change {
    std::string_view away, back, said;
  };
  for (const Change& change :
       {Change{"verdict = 0", "verdict = 2", "verdict"},
        Change{"severity = 0", "severity = 3", "severity"},
        Change{"finding_count = 0", "finding_count = 1", "count of findings"},
        Change{"message_count = 1", "message_count = 2", "count of messages"},
        Change{"finding_types = ' '", "finding_types = ' payment_card '", "types of findings"}}) {
    tamper("UPDATE contact SET " + std::string(change.away));
    EXPECT_THAT(unvouched(), Optional(HasSubstr("its " + std::string(change.said))));
    tamper("UPDATE contact SET " + std::string(change.back));
    ASSERT_EQ(unvouched(), std::nullopt) << change.back;
  }
}

TEST_P(SummariesTest, AContactMaySayMoreOnlyWhereRetentionErasedMessages) {
  World world(database());
  world.inspect(World::chat("card 4111 1111 1111 1111"));
  world.clock().advance(std::chrono::days(20));
  world.inspect(World::chat("hello again"));
  Retention retention(database(), world.clock(), world.ids(), world.audit(),
                      {.messages = std::chrono::days(10)});
  const auto erased = retention.run("default");
  ASSERT_TRUE(erased) << erased.error().message;
  ASSERT_EQ(erased->messages_erased, 1);
  ASSERT_EQ(world.count("SELECT message_count FROM contact"), 2);
  EXPECT_EQ(unvouched(), std::nullopt);
  tamper("UPDATE contact SET message_count = 0");
  EXPECT_THAT(unvouched(), Optional(HasSubstr("count of messages")));
}

TEST_P(SummariesTest, AContactThatWasRemovedIsMissed) {
  World world(database());
  world.inspect(World::chat("hello"));
  tamper("DELETE FROM contact");
  EXPECT_THAT(unvouched(), Optional(HasSubstr("was removed")));
}

TEST_P(SummariesTest, FeedbackIsWhatSomebodySaidLast) {
  World world(database());
  const Uuid finding = finding_of(world.inspect(World::chat("card 4111 1111 1111 1111")));
  Inspections& inspections = world.inspections();
  ASSERT_TRUE(inspections.give_feedback(world.caller(), finding, "not_sensitive", "a test card"));
  ASSERT_TRUE(inspections.give_feedback(world.caller(), finding, "upheld", "a real one after all"));
  EXPECT_EQ(unvouched(), std::nullopt);
  EXPECT_FALSE(world.verify().first_problem);
  tamper("UPDATE inspection_finding SET feedback = 'not_sensitive'");
  EXPECT_THAT(unvouched(), Optional(HasSubstr(to_string(finding))));
  tamper("UPDATE inspection_finding SET feedback = NULL");
  EXPECT_EQ(unvouched(), std::nullopt);  // only the log knows of it
  const audit::Verification verification = world.verify();
  ASSERT_TRUE(verification.first_problem);
  EXPECT_THAT(verification.first_problem->what, HasSubstr("the body of finding:"));
}

}  // namespace
}  // namespace holdfast::inspection

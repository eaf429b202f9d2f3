// What a contact's stored state says to whoever could open it: what was asked, and pieces of a
// number that is not complete. Never a value.

#include "domain/inspection/retention.h"
#include "domain/inspection/testing_world.h"

namespace holdfast::inspection {
namespace {

class StoredStateTest : public store::DatabaseTest {
 protected:
  static std::string state_of(World& world, const Uuid& contact) {
    std::string state;
    EXPECT_TRUE(world.database().read([&](store::Reader& reader) -> Result<> {
      const auto stored = TRY(contacts::find_by_id(reader, "default", contact));
      CHECK(stored);
      if (stored->state.empty()) return {};
      const auto key = TRY(world.keyring().get(reader, "default", stored->contact.subject));
      state =
          as_text(TRY(crypto::open(stored->state, "contact.state:" + to_string(contact), *key)));
      return {};
    }));
    return state;
  }

  static Inspection say(World& world, detect::Role role, std::string text) {
    InspectionRequest request = World::chat(std::move(text));
    request.sender_role = role;
    request.direction = role == detect::Role::Agent ? "outbound" : "inbound";
    return world.inspect(std::move(request));
  }
  static Inspection agent(World& world, std::string text) {
    return say(world, detect::Role::Agent, std::move(text));
  }
  static Inspection customer(World& world, std::string text) {
    return say(world, detect::Role::Customer, std::move(text));
  }

  static std::vector<std::string> types_of(const Inspection& answer) {
    std::vector<std::string> types;
    for (const ShownFinding& finding : answer.findings) types.push_back(finding.type);
    return types;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, StoredStateTest, store::test_databases(), store::database_name);

struct Exchange {
  std::string question, value, type;
};

// The server goes on between the messages, so the agent's echo is recognised all the same.
TEST_P(StoredStateTest, HoldsNoValueThatWasSaidAndTheEchoIsFound) {
  World world(database());
  for (const Exchange& one : std::vector<Exchange>{
           {"Could you tell me the security code on the back?", "737", "card_cvv"},
           {"What's the code we just sent you?", "482913", "one_time_code"},
           {"What is your password?", "hunter2-Blue", "password"},
           {"Could you give me the card number?", "4111111111111111", "payment_card"},
           {"Can I have your social security number?", "536904399", "us_ssn"}}) {
    agent(world, one.question);
    const Inspection given = customer(world, one.value);
    EXPECT_EQ(types_of(given), std::vector{one.type});
    const Inspection echoed = agent(world, "thanks, so that is " + one.value + " then");
    EXPECT_EQ(types_of(echoed), std::vector{one.type});
    EXPECT_EQ(state_of(world, given.contact).find(one.value), std::string::npos) << one.type;
  }
}

TEST_P(StoredStateTest, HoldsPiecesOnlyUntilTheValueIsComplete) {
  World world(database());
  agent(world, "Could you give me the card number?");
  const Uuid contact = customer(world, "4012").contact;
  customer(world, "8888");
  EXPECT_NE(state_of(world, contact).find("4012"), std::string::npos);
  customer(world, "8888");
  EXPECT_EQ(customer(world, "1881").earlier.size(), 3U);
  for (const char* piece : {"4012", "8888", "1881"}) {
    EXPECT_EQ(state_of(world, contact).find(piece), std::string::npos) << piece;
  }
}

// Then the conversation knows nothing of its beginning, yet finds its messages.
TEST_P(StoredStateTest, GoesWithTheContentAndPiecesAreStillFoundAfterwards) {
  World world(database());
  const Uuid contact = customer(world, "4012 8888").contact;
  customer(world, "one moment");
  world.clock().advance(std::chrono::days(91));
  Retention retention(world.database(), world.clock(), world.ids(), world.audit(), {});
  ASSERT_TRUE(retention.run("default"));
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM contact WHERE state IS NOT NULL"), 0);

  customer(world, "8888 1881");  // no piece of what was forgotten
  EXPECT_NE(state_of(world, contact).find("88881881"), std::string::npos);
  customer(world, "never mind that, I would rather like to know when my parcel will arrive");
  const Inspection first = customer(world, "4111 1111");
  const Inspection last = customer(world, "1111 1111");
  ASSERT_EQ(last.earlier.size(), 1U);
  EXPECT_EQ(last.earlier[0].message, first.id);
  EXPECT_FALSE(world.verify().first_problem);
}

}  // namespace
}  // namespace holdfast::inspection

// Erasing a customer: nothing kept of them can be read again, and life goes on.

#include "domain/inspection/erasure.h"

#include <future>

#include "domain/inspection/testing_world.h"
#include "domain/inspection/views.h"
#include "platform/crypto/erasure_ledger.h"

namespace holdfast::inspection {
namespace {

constexpr const char* kText = "card 4111111111111111";
constexpr const char* kReason = "their request";

class ErasureTest : public store::DatabaseTest {
 protected:
  static InspectionRequest from(std::string customer, std::string contact,
                                std::string text = kText) {
    InspectionRequest request = World::chat(std::move(text), std::move(contact));
    request.contact.customer = std::move(customer);
    return request;
  }

  static contacts::Erased erase(World& world, std::string_view customer) {
    auto erased = world.inspections().erase_customer(world.caller(), customer, kReason);
    EXPECT_TRUE(erased) << (erased ? "" : erased.error().message);
    return erased ? *std::move(erased) : contacts::Erased();
  }

  static StoredMessage stored(World& world, const Uuid& id) {
    StoredMessage message;
    const Result<> read = world.database().read([&](store::Reader& reader) -> Result<> {
      auto row = TRY(find_message(reader, "default", id));
      CHECK(row);
      const auto contact = TRY(contacts::find_by_id(reader, "default", row->contact));
      CHECK(contact);
      message =
          TRY(open_message(reader, world.keyring(), contact->contact.subject, *std::move(row)));
      return {};
    });
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    return message;
  }

  // Whether no external id leads to the contact any more.
  static bool is_detached(World& world, const Uuid& contact) {
    bool is_detached = false;
    EXPECT_TRUE(world.database().read([&](store::Reader& reader) -> Result<> {
      const auto found = TRY(contacts::find_by_id(reader, "default", contact));
      is_detached = found && found->contact.external_id.empty();
      return {};
    }));
    return is_detached;
  }

  static void expect_verifies(World& world) {
    const auto verification = world.verify();
    EXPECT_FALSE(verification.first_problem) << verification.first_problem->what;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, ErasureTest, store::test_databases(), store::database_name);

TEST_P(ErasureTest, ShowsTheContentAsErasedAndTheLogVerifies) {
  World world(database());
  const Inspection first = world.inspect(from("c-1", "chat-1"));
  const Inspection second = world.inspect(from("c-1", "chat-2"));
  const Inspection other = world.inspect(from("c-2", "chat-3"));
  const contacts::Erased erased = erase(world, "c-1");
  EXPECT_EQ(erased.contacts.size(), 2U);
  EXPECT_EQ(erased.subjects, std::vector{"customer:" + to_string(erased.customer)});
  for (const Inspection& answer : {first, second}) {
    const StoredMessage message = stored(world, answer.id);
    EXPECT_TRUE(message.is_erased);
    EXPECT_TRUE(message.content.parts.empty());
    JsonWriter json;
    write_message(json, message);
    EXPECT_NE(json.text().find("\"is_erased\":true"), std::string::npos);
  }
  EXPECT_FALSE(stored(world, other.id).is_erased);
  expect_verifies(world);
}

// Such a contact has a key of its own.
TEST_P(ErasureTest, CoversAContactWhoseCustomerBecameKnownLater) {
  World world(database());
  const Inspection before = world.inspect(World::chat(kText, "chat-1"));
  const Inspection after = world.inspect(from("c-1", "chat-1", "it is me"));
  ASSERT_EQ(before.contact, after.contact);
  const contacts::Erased erased = erase(world, "c-1");
  EXPECT_EQ(erased.subjects, (std::vector{"customer:" + to_string(erased.customer),
                                          "contact:" + to_string(before.contact)}));
  EXPECT_TRUE(stored(world, before.id).is_erased);
  EXPECT_TRUE(stored(world, after.id).is_erased);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM contact_erasure"), 2);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM crypto_subject_key WHERE wrapped IS NOT NULL"), 0);
  expect_verifies(world);
}

TEST_P(ErasureTest, NoIdOfTheirsAndNoAnswerStays) {
  World world(database());
  InspectionRequest request = from("c-1", "chat-1");
  request.idempotency_key = "once";
  world.inspect(std::move(request));
  erase(world, "c-1");
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM contact_customer"), 0);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM inspection_idempotency"), 0);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM contact WHERE external_id IS NOT NULL "
                        "OR state IS NOT NULL"),
            0);
  EXPECT_EQ(world.count("SELECT COUNT(*) FROM outbox_event WHERE topic = 'customer.erased'"), 1);
}

// The chat goes on while its customer is erased: what comes now belongs to somebody new.
TEST_P(ErasureTest, WhoComesBackIsANewCustomerInANewContact) {
  World world(database());
  const Inspection before = world.inspect(from("c-1", "chat-1"));
  erase(world, "c-1");
  const Inspection after = world.inspect(from("c-1", "chat-1", "hello again"));
  EXPECT_NE(after.contact, before.contact);
  EXPECT_FALSE(stored(world, after.id).is_erased);
  EXPECT_TRUE(stored(world, before.id).is_erased);
  EXPECT_EQ(erase(world, "c-1").contacts.size(), 1U);
  expect_verifies(world);
}

// As another node does: this one still has the contact, its key and its name in memory.
TEST_P(ErasureTest, AServerThatDidNotHearOfItNotices) {
  World world(database());
  const Inspection before = world.inspect(from("c-1", "chat-1"));
  ASSERT_TRUE(erase_customer(
      {.database = world.database(),
       .clock = world.clock(),
       .ids = world.ids(),
       .contacts = {.keys = world.keys(), .keyring = world.keyring(), .audit = world.audit()}},
      {.tenant = "default", .actor = "system", .customer = "c-1", .reason = kReason}));
  const Inspection after = world.inspect(World::chat("hello again", "chat-1"));
  EXPECT_NE(after.contact, before.contact);
  EXPECT_FALSE(stored(world, after.id).is_erased);
  expect_verifies(world);
}

TEST_P(ErasureTest, AnErasedContactTakesNoMoreMessages) {
  World world(database());
  const Inspection before = world.inspect(from("c-1", "chat-1"));
  erase(world, "c-1");
  InspectionRequest request = World::chat("hello");
  request.contact = {.id = before.contact};
  const auto refused = world.inspections().inspect_and_wait(std::move(request), world.caller());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::NotFound);
}

// Whichever comes first, no message is kept under a key that is gone.
TEST_P(ErasureTest, MessagesUnderWayAreErasedOrBelongToSomebodyNew) {
  World world(database());
  world.inspect(from("c-1", "chat-0"));
  std::vector<std::future<Result<Inspection>>> answers;
  for (int i = 0; i < 24; ++i) {
    answers.push_back(std::async(std::launch::async, [&world, i] {
      return world.inspections().inspect_and_wait(from("c-1", "chat-" + std::to_string(i % 6)),
                                                  world.caller());
    }));
    if (i == 11) erase(world, "c-1");
  }
  for (auto& future : answers) {
    const auto answer = future.get();
    // Three conflicts in a row are possible and say so; nothing was written then.
    if (!answer) {
      EXPECT_EQ(answer.error().code, ErrorCode::Conflict) << answer.error().message;
      continue;
    }
    const StoredMessage message = stored(world, answer->id);
    EXPECT_EQ(message.is_erased, is_detached(world, answer->contact));
  }
  expect_verifies(world);
}

TEST_P(ErasureTest, IsRefusedWithoutAReasonAndForSomebodyUnknown) {
  World world(database());
  const Inspection answer = world.inspect(from("c-1", "chat-1"));
  for (const std::string& reason : {std::string("no"), std::string(501, 'x')}) {
    const auto refused = world.inspections().erase_customer(world.caller(), "c-1", reason);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
  }
  const auto unknown = world.inspections().erase_customer(world.caller(), "c-2", kReason);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::NotFound);
  EXPECT_FALSE(stored(world, answer.id).is_erased);
  erase(world, "c-1");
  EXPECT_FALSE(world.inspections().erase_customer(world.caller(), "c-1", kReason));
}

TEST_P(ErasureTest, StandsInTheLedgerAndItsReasonIsVouchedFor) {
  World world(database());
  world.inspect(from("c-1", "chat-1"));
  const contacts::Erased erased = erase(world, "c-1");
  std::vector<std::string> subjects;
  ASSERT_TRUE(crypto::read_erasures(world.ledger(), [&](const crypto::Erasure& one) -> Result<> {
    subjects.push_back(one.subject);
    return {};
  }));
  EXPECT_EQ(subjects, erased.subjects);
  expect_verifies(world);
  for (const char* forgery : {"UPDATE contact_erasure SET reason = 'another'",
                              "UPDATE contact_erasure SET erased_by = 'key:other', reason = "
                              "'their request'",
                              "DELETE FROM contact_erasure"}) {
    ASSERT_TRUE(world.database().write([&](store::Transaction& transaction) -> Result<> {
      TRY(transaction.execute(forgery, {}));
      return {};
    }));
    EXPECT_TRUE(world.verify().first_problem) << forgery;
  }
}

TEST_P(ErasureTest, AHeldOriginalOfTheirsCanNoLongerBeReleased) {
  World world(database());
  InspectionRequest request = from("c-1", "mail-1");
  request.channel = "mail";
  request.direction = "outbound";
  const Inspection answer = world.inspect(std::move(request));
  ASSERT_EQ(answer.verdict, decide::Verdict::Hold);
  erase(world, "c-1");
  const auto released = world.inspections().release(
      world.caller(), answer.id, Inspections::ReleaseForm::Original, "they called");
  ASSERT_FALSE(released);
  EXPECT_EQ(released.error().code, ErrorCode::NotFound);
  EXPECT_TRUE(world.inspections().reject(world.caller(), answer.id, "erased"));
  expect_verifies(world);
}

}  // namespace
}  // namespace holdfast::inspection

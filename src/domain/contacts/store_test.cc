#include "domain/contacts/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/store/testing/test_databases.h"

namespace holdfast::contacts {
namespace {

using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::string_view kTenant = "default";

class ContactsStore : public store::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (is_missing()) return;
    ASSERT_TRUE(database().migrate(migrations()));
  }

  Contact make(std::string external_id, minutes after = {}) {
    Contact contact;
    contact.id = ids_.next();
    contact.tenant = kTenant;
    contact.external_id = std::move(external_id);
    contact.channel = "chat";
    contact.subject = "contact:" + to_string(contact.id);
    contact.opened_at = contact.last_message_at = clock_.now() + after;
    contact.message_count = 1;
    return contact;
  }
  Result<> keep(const Contact& contact, std::string_view state = {}) {
    return database().write([&](store::Transaction& transaction) {
      return save(transaction, contact, as_bytes(state));
    });
  }
  template <typename Read>
  auto read(Read&& read) {
    std::invoke_result_t<Read, store::Reader&> answer = Error{ErrorCode::Unavailable, "not read"};
    const Result<> done = database().read([&](store::Reader& reader) -> Result<> {
      answer = read(reader);
      return {};
    });
    EXPECT_TRUE(done);
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().message);
    return *std::move(answer);
  }
  std::optional<StoredContact> found(const Uuid& id, std::string_view tenant = kTenant) {
    return read([&](store::Reader& reader) { return find_by_id(reader, tenant, id); });
  }
  std::vector<std::string> listed(const ContactFilter& filter, std::string_view tenant = kTenant) {
    std::vector<std::string> names;
    for (const Contact& contact :
         read([&](store::Reader& reader) { return list(reader, tenant, filter); })) {
      names.push_back(contact.external_id);
    }
    return names;
  }

  ManualClock clock_;
  SeededRandom random_{1};
  IdSource ids_{clock_, random_};
};

INSTANTIATE_TEST_SUITE_P(Databases, ContactsStore, store::test_databases(), store::database_name);

TEST_P(ContactsStore, AContactIsFoundAsItWasKept) {
  Contact contact = make("chat-1");
  contact.queue = "billing";
  contact.agent = "agent-7";
  contact.customer = ids_.next();
  contact.finding_count = 3;
  contact.verdict = decide::Verdict::Hold;
  contact.severity = decide::Severity::High;
  contact.add_finding_type("phone");
  contact.add_finding_type("email");
  contact.add_finding_type("phone");
  ASSERT_TRUE(keep(contact, "sealed"));
  const auto stored = found(contact.id);
  ASSERT_TRUE(stored);
  EXPECT_EQ(as_text(stored->state), "sealed");
  EXPECT_EQ(stored->contact.external_id, "chat-1");
  EXPECT_EQ(stored->contact.queue, "billing");
  EXPECT_EQ(stored->contact.agent, "agent-7");
  EXPECT_EQ(stored->contact.customer, contact.customer);
  EXPECT_EQ(stored->contact.subject, contact.subject);
  EXPECT_EQ(stored->contact.opened_at, contact.opened_at);
  EXPECT_EQ(stored->contact.verdict, decide::Verdict::Hold);
  EXPECT_THAT(stored->contact.finding_types, ElementsAre("email", "phone"));
  EXPECT_EQ(stored->contact.revision, 1);
}

TEST_P(ContactsStore, OneTenantSeesNothingOfAnother) {
  const Contact contact = make("chat-1");
  ASSERT_TRUE(keep(contact));
  EXPECT_FALSE(found(contact.id, "another"));
  EXPECT_THAT(listed({}, "another"), IsEmpty());
  EXPECT_FALSE(
      read([&](store::Reader& reader) { return find_id(reader, "another", "chat", "chat-1"); }));
}

// Two nodes may have read the same contact; only one may write what it made of it.
TEST_P(ContactsStore, TheSecondToWriteARevisionIsRefused) {
  Contact contact = make("chat-1");
  ASSERT_TRUE(keep(contact));
  contact.revision = 1;
  contact.message_count = 2;
  ASSERT_TRUE(keep(contact));
  contact.message_count = 9;
  const Result<> late = keep(contact);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::Conflict);
  EXPECT_EQ(found(contact.id)->contact.message_count, 2);
  EXPECT_EQ(found(contact.id)->contact.revision, 2);
}

TEST_P(ContactsStore, AnExternalIdIsOneContactOfItsChannel) {
  const Contact contact = make("1");
  ASSERT_TRUE(keep(contact));
  const Result<> again = keep(make("1"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::Conflict);
  Contact call = make("1");
  call.channel = "call";
  EXPECT_TRUE(keep(call));
  EXPECT_TRUE(keep(make("")));
  EXPECT_TRUE(keep(make("")));  // without one, each is a contact of its own
  EXPECT_EQ(read([&](store::Reader& reader) { return find_id(reader, kTenant, "chat", "1"); }),
            contact.id);
}

TEST_P(ContactsStore, TheListIsFilteredAndTheNewestComesFirst) {
  Contact old = make("old", minutes(1));
  old.queue = "billing";
  old.add_finding_type("phone");
  old.verdict = decide::Verdict::Redact;
  Contact middle = make("middle", minutes(2));
  middle.agent = "agent-1";
  middle.add_finding_type("phone_extension");
  Contact recent = make("recent", minutes(3));
  recent.channel = "mail";
  recent.customer = ids_.next();
  recent.verdict = decide::Verdict::Block;
  for (const Contact& contact : {middle, recent, old}) ASSERT_TRUE(keep(contact));

  EXPECT_THAT(listed({}), ElementsAre("recent", "middle", "old"));
  EXPECT_THAT(listed({.channel = "mail"}), ElementsAre("recent"));
  EXPECT_THAT(listed({.queue = "billing"}), ElementsAre("old"));
  EXPECT_THAT(listed({.agent = "agent-1"}), ElementsAre("middle"));
  EXPECT_THAT(listed({.customer = recent.customer}), ElementsAre("recent"));
  EXPECT_THAT(listed({.verdict = decide::Verdict::Redact}), ElementsAre("old"));
  EXPECT_THAT(listed({.verdict_min = decide::Verdict::Redact}), ElementsAre("recent", "old"));
  EXPECT_THAT(listed({.finding_type = "phone"}), ElementsAre("old"));  // whole names only
  EXPECT_THAT(listed({.finding_type = "%"}), IsEmpty());
  EXPECT_THAT(listed({.from = middle.opened_at}), ElementsAre("recent", "middle"));
  EXPECT_THAT(listed({.to = middle.opened_at}), ElementsAre("old"));
}

TEST_P(ContactsStore, PagesLeadThroughContactsThatOpenedAtOneMoment) {
  for (int i = 0; i < 7; ++i) ASSERT_TRUE(keep(make(std::to_string(i))));
  std::vector<std::string> seen;
  ContactFilter filter{.limit = 3};
  for (int page = 0; page < 3; ++page) {
    const auto contacts =
        read([&](store::Reader& reader) { return list(reader, kTenant, filter); });
    for (const Contact& contact : contacts) seen.push_back(contact.external_id);
    if (!contacts.empty()) filter.before = contacts.back().id;
  }
  EXPECT_THAT(seen, UnorderedElementsAre("0", "1", "2", "3", "4", "5", "6"));
}

TEST_P(ContactsStore, ACustomerIsFoundByTheIndexAloneAndMadeOnce) {
  const Uuid id = ids_.next();
  const auto insert = [&](const Uuid& customer) {
    return database().write([&](store::Transaction& transaction) {
      return insert_customer(transaction, kTenant,
                             {.id = customer,
                              .external_index = as_bytes("index"),
                              .sealed_external_id = as_bytes("sealed"),
                              .created_at = clock_.now()});
    });
  };
  ASSERT_TRUE(insert(id));
  EXPECT_EQ(read([&](store::Reader& reader) {
              return find_customer(reader, kTenant, as_bytes("index"));
            }),
            id);
  EXPECT_FALSE(read(
      [&](store::Reader& reader) { return find_customer(reader, "another", as_bytes("index")); }));
  EXPECT_EQ(as_text(*read(
                [&](store::Reader& reader) { return sealed_customer_id(reader, kTenant, id); })),
            "sealed");
  EXPECT_FALSE(read(
      [&](store::Reader& reader) { return sealed_customer_id(reader, kTenant, ids_.next()); }));
  const Result<> again = insert(ids_.next());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::Conflict);
}

TEST_P(ContactsStore, AgentsAreNamedOnceAndThoseOfOthersNot) {
  for (const char* name : {"1", "2", "3"}) {
    Contact contact = make(name);
    contact.agent = *name == '3' ? "" : "agent-1";
    ASSERT_TRUE(keep(contact));
  }
  EXPECT_THAT(read([](store::Reader& reader) { return agents(reader, kTenant); }),
              ElementsAre("agent-1"));
  EXPECT_THAT(read([](store::Reader& reader) { return agents(reader, "another"); }), IsEmpty());
}

// A sample day or an import is recorded now and happened long ago: what this run has not seen
// stays.
TEST_P(ContactsStore, RetentionErasesWhatIsBothOldAndRecordedEarlier) {
  const Contact old = make("old", minutes(-100));
  ASSERT_TRUE(keep(old));
  Contact active = make("active", minutes(-90));
  active.last_message_at = clock_.now();
  ASSERT_TRUE(keep(active));
  clock_.advance(minutes(1));
  const Uuid first_kept = ids_.next();
  ASSERT_TRUE(keep(make("imported", minutes(-80))));
  std::int64_t erased = 0;
  ASSERT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
    erased = TRY(erase_before(transaction, kTenant, clock_.now() - minutes(10), first_kept));
    return {};
  }));
  EXPECT_EQ(erased, 1);
  EXPECT_THAT(listed({}), UnorderedElementsAre("active", "imported"));
}

}  // namespace
}  // namespace holdfast::contacts

#include "domain/access/verify.h"

#include <gmock/gmock.h>

#include "domain/access/testing_world.h"

namespace holdfast::access {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Optional;

class AccessVerify : public WorldTest {
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

  void tamper(std::string_view sql, const Uuid& id) {
    EXPECT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
      EXPECT_GT(TRY(transaction.execute(sql, {Bytes(id.bytes)})), 0);
      return {};
    }));
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, AccessVerify, store::test_databases(), store::database_name);

// Before the acts are numbered, and after.
TEST_P(AccessVerify, WhatWasDoneThroughTheDoorIsVouchedFor) {
  world().become_first_administrator();
  const Person person = world().add("lee@centre.example", {Role::Agent, Role::Auditor});
  People& people = world().access.people();
  ASSERT_TRUE(people.set_roles(world().system, person.id, {Role::Supervisor}, "promoted"));
  ASSERT_TRUE(people.deactivate(world().system, person.id, "away"));
  ASSERT_TRUE(people.set_roles(world().system, person.id, {Role::Trainer}, "moved"));
  ApiKeys& keys = world().access.keys();
  const auto key = keys.create(world().system, {.name = "crm",
                                                .scopes = {"held.read", "audit.read"},
                                                .expires_at = world().clock.now() + 24h});
  ASSERT_TRUE(key);
  EXPECT_EQ(unvouched(), std::nullopt);
  ASSERT_TRUE(keys.revoke(world().system, key->key.id, "not needed"));
  EXPECT_EQ(unvouched(), std::nullopt);
  ASSERT_TRUE(world().audit.sequence());
  EXPECT_EQ(unvouched(), std::nullopt);
  ASSERT_TRUE(people.activate(world().system, person.id, "back"));
  EXPECT_EQ(unvouched(), std::nullopt);
  const auto verified = world().audit.verify("default");
  ASSERT_TRUE(verified);
  EXPECT_FALSE(verified->first_problem) << verified->first_problem->what;
}

TEST_P(AccessVerify, ARoleThatNobodyGaveIsFoundBeforeAndAfterItsActIsNumbered) {
  const Person person = world().add("lee@centre.example", {Role::Agent});
  tamper("INSERT INTO access_role (person_id, role) VALUES ($1, 'administrator')", person.id);
  EXPECT_THAT(unvouched(), Optional(HasSubstr(to_string(person.id))));
  ASSERT_TRUE(world().audit.sequence());
  EXPECT_THAT(unvouched(), Optional(HasSubstr("entry id ")));
}

TEST_P(AccessVerify, ALeaverWhoIsActiveAgainIsFound) {
  const Person person = world().add("lee@centre.example", {Role::Agent});
  ASSERT_TRUE(world().access.people().deactivate(world().system, person.id, "left"));
  ASSERT_EQ(unvouched(), std::nullopt);
  tamper("UPDATE access_person SET is_active = 1 WHERE person_id = $1", person.id);
  EXPECT_THAT(unvouched(), Optional(HasSubstr("person.deactivated does not say")));
}

TEST_P(AccessVerify, AWidenedKeyAndOneThatWorksAgainAreFound) {
  ApiKeys& keys = world().access.keys();
  const auto key = keys.create(world().system, {.name = "crm", .scopes = {"held.read"}});
  ASSERT_TRUE(key);
  tamper("UPDATE access_api_key SET scopes = 'audit.read held.read' WHERE key_id = $1",
         key->key.id);
  EXPECT_THAT(unvouched(), Optional(HasSubstr("is not as it was made")));
  tamper("UPDATE access_api_key SET scopes = 'held.read' WHERE key_id = $1", key->key.id);
  ASSERT_EQ(unvouched(), std::nullopt);
  ASSERT_TRUE(keys.revoke(world().system, key->key.id, "not needed"));
  tamper("UPDATE access_api_key SET revoked_at_ms = NULL WHERE key_id = $1", key->key.id);
  EXPECT_THAT(unvouched(), Optional(HasSubstr("works again")));
}

TEST_P(AccessVerify, ARecordThatWasRemovedIsNoErasure) {
  const Person person = world().add("lee@centre.example", {Role::Agent});
  ASSERT_TRUE(world().audit.sequence());
  EXPECT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
    TRY(transaction.execute("DELETE FROM access_record", {}));
    return {};
  }));
  EXPECT_THAT(unvouched(), Optional(HasSubstr(to_string(person.id))));
  const auto verified = world().audit.verify("default");
  ASSERT_TRUE(verified);
  ASSERT_TRUE(verified->first_problem);
  EXPECT_THAT(verified->first_problem->what, HasSubstr("was changed since"));
}

}  // namespace
}  // namespace holdfast::access

#include "domain/access/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/access/testing_world.h"

namespace holdfast::access {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;

class AccessTest : public WorldTest {};
INSTANTIATE_TEST_SUITE_P(Databases, AccessTest, store::test_databases(), store::database_name);

// --- the first administrator

TEST_P(AccessTest, TheFirstLinkMakesTheFirstAdministrator) {
  const NewSession session = world().become_first_administrator();
  EXPECT_THAT(session.person.roles, ElementsAre(Role::Administrator));
  EXPECT_EQ(session.person.email.reveal(), "amelia@centre.example");
  const auto principal = world().access.sessions().look_up(session.token.reveal());
  ASSERT_TRUE(principal);
  EXPECT_TRUE(principal->has("people.manage"));
  EXPECT_FALSE(*world().access.people().first_administrator_link("default"));
  EXPECT_EQ(world().sign_in("AMELIA@centre.example", kPassword).kind, Outcome::Kind::SignedIn);
}

TEST_P(AccessTest, ALinkWorksOnce) {
  const auto link = *world().access.people().first_administrator_link("default");
  const LinkUse use{.token = link->token,
                    .name = "Amelia Stone",
                    .email = "amelia@centre.example",
                    .password = Sensitive(kPassword)};
  EXPECT_TRUE(world().access.sign_in().by_link(use));
  EXPECT_EQ(world().access.sign_in().by_link(use).error().code, ErrorCode::NotFound);
}

TEST_P(AccessTest, ALinkEndsWithTimeOrWithTheNextOne) {
  const auto first = *world().access.people().first_administrator_link("default");
  const auto second = *world().access.people().first_administrator_link("default");
  EXPECT_FALSE(world().access.sign_in().check_link(first->token.reveal()));
  EXPECT_EQ(world().access.sign_in().check_link(second->token.reveal())->purpose,
            LinkPurpose::FirstAdministrator);
  world().clock.advance(30min);
  EXPECT_FALSE(world().access.sign_in().check_link(second->token.reveal()));
}

TEST_P(AccessTest, AWeakPasswordDoesNotCostTheLink) {
  const auto link = *world().access.people().first_administrator_link("default");
  LinkUse use{.token = link->token,
              .name = "Amelia Stone",
              .email = "amelia@centre.example",
              .password = Sensitive(std::string("Welcome123456"))};
  EXPECT_EQ(world().access.sign_in().by_link(use).error().code, ErrorCode::InvalidInput);
  use.password = Sensitive(kPassword);
  EXPECT_TRUE(world().access.sign_in().by_link(use));
}

// --- signing in

TEST_P(AccessTest, RefusalsAreAllAlike) {
  world().become_first_administrator();
  const Person gone = world().add("gone@centre.example", {Role::Supervisor});
  ASSERT_TRUE(world().access.people().deactivate(world().system, gone.id, "left"));
  ASSERT_TRUE(world().access.people().invite(world().system,
                                             {.email = Sensitive(std::string("new@centre.example")),
                                              .name = Sensitive(std::string("New")),
                                              .roles = {Role::Agent}}));
  EXPECT_EQ(world().sign_in("amelia@centre.example", "wrong").kind, Outcome::Kind::Wrong);
  EXPECT_EQ(world().sign_in("nobody@centre.example", kPassword).kind, Outcome::Kind::Wrong);
  EXPECT_EQ(world().sign_in("gone@centre.example", kPassword).kind, Outcome::Kind::Wrong);
  EXPECT_EQ(world().sign_in("new@centre.example", "").kind, Outcome::Kind::Wrong);
  EXPECT_EQ(world().sign_in("not an address", kPassword).kind, Outcome::Kind::Wrong);
  const std::vector<std::string> acts = world().acts();
  EXPECT_EQ(std::count(acts.begin(), acts.end(), "person.sign_in_failed"), 5);
}

TEST_P(AccessTest, GuessingIsSlowed) {
  world().become_first_administrator();
  Outcome outcome;
  for (int i = 0; i < 5; ++i) outcome = world().sign_in("amelia@centre.example", "wrong");
  EXPECT_EQ(outcome.kind, Outcome::Kind::TooMany);
  EXPECT_EQ(outcome.retry_after, 1s);
  EXPECT_EQ(world().sign_in("amelia@centre.example", kPassword).kind, Outcome::Kind::TooMany);
  world().clock.advance(1s);
  EXPECT_EQ(world().sign_in("amelia@centre.example", kPassword).kind, Outcome::Kind::SignedIn);
}

// --- sessions

TEST_P(AccessTest, ASessionIsKnownFromMemoryOnceLookedUp) {
  const NewSession session = world().become_first_administrator();
  Sessions& sessions = world().access.sessions();
  EXPECT_FALSE(sessions.known(session.token.reveal()));
  ASSERT_TRUE(sessions.look_up(session.token.reveal()));
  const auto principal = sessions.known(session.token.reveal());
  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->id, session.person.id);
  EXPECT_EQ(principal->display_name, "Amelia Stone");
}

TEST_P(AccessTest, ASessionEndsWhenIdleAndInAnyCase) {
  Sessions& sessions = world().access.sessions();
  const std::string idle = world().become_first_administrator().token.reveal();
  ASSERT_TRUE(sessions.look_up(idle));
  world().clock.advance(12h);
  EXPECT_FALSE(sessions.known(idle));
  EXPECT_EQ(sessions.look_up(idle).error().code, ErrorCode::NotFound);

  const std::string busy =
      world().sign_in("amelia@centre.example", kPassword).session->token.reveal();
  ASSERT_TRUE(sessions.look_up(busy));
  for (int hour = 0; hour < 23; ++hour) {
    world().clock.advance(1h);
    ASSERT_TRUE(sessions.known(busy)) << hour;
  }
  world().clock.advance(1h);
  EXPECT_FALSE(sessions.known(busy));
  EXPECT_FALSE(sessions.look_up(busy));
}

TEST_P(AccessTest, WhoWasSeenLastSurvivesARestart) {
  const NewSession session = world().become_first_administrator();
  ASSERT_TRUE(world().access.sessions().look_up(session.token.reveal()));
  world().clock.advance(11h);
  ASSERT_TRUE(world().access.sessions().known(session.token.reveal()));
  ASSERT_TRUE(world().access.maintain(true));
  world().access.sessions().forget_all();
  world().clock.advance(2h);
  EXPECT_TRUE(world().access.sessions().look_up(session.token.reveal()));
  const Person person = *world().access.people().get("default", session.person.id);
  EXPECT_EQ(person.last_seen_at, world().clock.now() - 2h);
}

TEST_P(AccessTest, SigningOutEndsThisSessionAlone) {
  Sessions& sessions = world().access.sessions();
  const std::string one = world().become_first_administrator().token.reveal();
  const std::string two =
      world().sign_in("amelia@centre.example", kPassword).session->token.reveal();
  const http::Principal principal = *sessions.look_up(one);
  ASSERT_TRUE(sessions.look_up(two));
  ASSERT_TRUE(world().access.sign_in().sign_out(principal));
  EXPECT_FALSE(sessions.known(one));
  EXPECT_FALSE(sessions.look_up(one));
  EXPECT_TRUE(sessions.known(two));
}

TEST_P(AccessTest, TakingAccessAwayCountsAtOnce) {
  world().become_first_administrator();
  const Person person = world().add("sam@centre.example", {Role::Supervisor});
  const std::string token =
      world().sign_in("sam@centre.example", kPassword).session->token.reveal();
  Sessions& sessions = world().access.sessions();
  EXPECT_TRUE(sessions.look_up(token)->has("held.decide"));

  ASSERT_TRUE(
      world().access.people().set_roles(world().system, person.id, {Role::Trainer}, "moved"));
  EXPECT_FALSE(sessions.known(token));
  EXPECT_FALSE(sessions.look_up(token)->has("held.decide"));

  ASSERT_TRUE(world().access.people().deactivate(world().system, person.id, "left"));
  EXPECT_FALSE(sessions.known(token));
  EXPECT_FALSE(sessions.look_up(token));
  ASSERT_TRUE(world().access.people().activate(world().system, person.id, "came back"));
  EXPECT_FALSE(sessions.look_up(token));  // that session is over all the same
}

TEST_P(AccessTest, AnotherNodeNoticesWithinOneRound) {
  world().become_first_administrator();
  const Person person = world().add("sam@centre.example", {Role::Supervisor});
  const std::string token =
      world().sign_in("sam@centre.example", kPassword).session->token.reveal();
  World other(database());
  ASSERT_TRUE(other.access.maintain(false));
  ASSERT_TRUE(other.access.sessions().look_up(token));
  ASSERT_TRUE(world().access.people().deactivate(world().system, person.id, "left"));
  EXPECT_TRUE(other.access.sessions().known(token));
  ASSERT_TRUE(other.access.maintain(false));
  EXPECT_FALSE(other.access.sessions().known(token));
  EXPECT_FALSE(other.access.sessions().look_up(token));
}

TEST_P(AccessTest, ANewPasswordEndsTheOtherSessions) {
  Sessions& sessions = world().access.sessions();
  const std::string stolen = world().become_first_administrator().token.reveal();
  const std::string own =
      world().sign_in("amelia@centre.example", kPassword).session->token.reveal();
  const http::Principal principal = *sessions.look_up(own);
  SignIn& sign_in = world().access.sign_in();
  EXPECT_EQ(sign_in
                .change_password(principal, Sensitive(std::string("wrong")),
                                 Sensitive(kOtherPassword), kAddress)
                ->kind,
            Outcome::Kind::Wrong);
  EXPECT_EQ(
      sign_in.change_password(principal, Sensitive(kPassword), Sensitive(kOtherPassword), kAddress)
          ->kind,
      Outcome::Kind::SignedIn);
  EXPECT_FALSE(sessions.look_up(stolen));
  EXPECT_TRUE(sessions.look_up(own));
  EXPECT_EQ(world().sign_in("amelia@centre.example", kPassword).kind, Outcome::Kind::Wrong);
  EXPECT_EQ(world().sign_in("amelia@centre.example", kOtherPassword).kind, Outcome::Kind::SignedIn);
}

// --- people

TEST_P(AccessTest, AnInvitationSetsThePassword) {
  world().become_first_administrator();
  const Invitation made = *world().access.people().invite(
      world().system, {.email = Sensitive(std::string("Sam@Centre.Example")),
                       .name = Sensitive(std::string("Sam Reed")),
                       .roles = {Role::Supervisor, Role::Auditor, Role::Supervisor}});
  EXPECT_THAT(made.person.roles, ElementsAre(Role::Auditor, Role::Supervisor));
  const LinkInfo info = *world().access.sign_in().check_link(made.link.token.reveal());
  EXPECT_EQ(info.person->name.reveal(), "Sam Reed");
  LinkUse use{.token = made.link.token,
              .name = std::nullopt,
              .email = "someone.else@centre.example",
              .password = Sensitive(kPassword)};
  EXPECT_EQ(world().access.sign_in().by_link(use).error().code, ErrorCode::InvalidInput);
  use.email = "sam@centre.example";
  EXPECT_TRUE(world().access.sign_in().by_link(use));
  EXPECT_EQ(world().sign_in("sam@centre.example", kPassword).kind, Outcome::Kind::SignedIn);
}

TEST_P(AccessTest, OneAddressBelongsToOnePerson) {
  world().become_first_administrator();
  const auto again = world().access.people().invite(
      world().system, {.email = Sensitive(std::string("AMELIA@centre.example")),
                       .name = Sensitive(std::string("Other")),
                       .roles = {Role::Agent}});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::Conflict);
}

// Nobody becomes more by way of someone else.
TEST_P(AccessTest, NobodyGivesMoreThanTheyHave) {
  const NewSession administrator = world().become_first_administrator();
  const Actor helper{.tenant = "default",
                     .name = "person:x",
                     .permissions = {"findings.feedback", "people.manage", "policies.read"}};
  People& people = world().access.people();
  const auto invited = people.invite(helper, {.email = Sensitive(std::string("a@b.example")),
                                              .name = Sensitive(std::string("A")),
                                              .roles = {Role::Administrator}});
  EXPECT_EQ(invited.error().code, ErrorCode::Denied);
  EXPECT_EQ(people.reset(helper, administrator.person.id, "mine now").error().code,
            ErrorCode::Denied);
  EXPECT_EQ(people.deactivate(helper, administrator.person.id, "mine now").error().code,
            ErrorCode::Denied);
  const Person agent = world().add("agent@centre.example", {Role::Agent});
  EXPECT_EQ(people.set_roles(helper, agent.id, {Role::SecurityAnalyst}, "").error().code,
            ErrorCode::Denied);
  EXPECT_TRUE(people.set_roles(helper, agent.id, {Role::Trainer}, ""));
}

TEST_P(AccessTest, TheLastAdministratorStays) {
  const NewSession session = world().become_first_administrator();
  People& people = world().access.people();
  EXPECT_EQ(people.deactivate(world().system, session.person.id, "x").error().code,
            ErrorCode::Conflict);
  EXPECT_EQ(people.set_roles(world().system, session.person.id, {Role::Agent}, "").error().code,
            ErrorCode::Conflict);
  EXPECT_TRUE(people.get("default", session.person.id)->is_active);
  world().add("second@centre.example", {Role::Administrator});
  EXPECT_TRUE(people.deactivate(world().system, session.person.id, "left"));
}

TEST_P(AccessTest, AResetReplacesThePasswordWhenItsLinkIsUsed) {
  const NewSession session = world().become_first_administrator();
  const Invitation reset =
      *world().access.people().reset(world().system, session.person.id, "forgotten");
  EXPECT_EQ(world().sign_in("amelia@centre.example", kPassword).kind, Outcome::Kind::SignedIn);
  ASSERT_TRUE(world().access.sign_in().by_link({.token = reset.link.token,
                                                .name = std::nullopt,
                                                .email = std::nullopt,
                                                .password = Sensitive(kOtherPassword)}));
  EXPECT_EQ(world().sign_in("amelia@centre.example", kPassword).kind, Outcome::Kind::Wrong);
  EXPECT_FALSE(world().access.sessions().look_up(session.token.reveal()));
}

TEST_P(AccessTest, ASignInLinkNeedsNoPassword) {
  const NewSession session = world().become_first_administrator();
  const Invitation made = *world().access.people().sign_in_link(world().system, session.person.id);
  EXPECT_TRUE(world().access.sign_in().by_link({.token = made.link.token,
                                                .name = std::nullopt,
                                                .email = std::nullopt,
                                                .password = std::nullopt}));
  EXPECT_EQ(world().sign_in("amelia@centre.example", kPassword).kind, Outcome::Kind::SignedIn);
}

TEST_P(AccessTest, ListsTurnPages) {
  world().become_first_administrator();
  for (int i = 0; i < 5; ++i) {
    world().add("p" + std::to_string(i) + "@centre.example", {Role::Agent});
  }
  People& people = world().access.people();
  const auto first = *people.list("default", {.before = std::nullopt, .limit = 4});
  ASSERT_EQ(first.size(), 4U);
  EXPECT_EQ(first[0].email.reveal(), "p4@centre.example");
  const auto rest = *people.list("default", {.before = first[3].id, .limit = 4});
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(rest[1].email.reveal(), "amelia@centre.example");
  EXPECT_TRUE(people.list("another tenant", {})->empty());
  EXPECT_EQ(people.get("another tenant", first[0].id).error().code, ErrorCode::NotFound);
}

// --- API keys

TEST_P(AccessTest, AKeyMayDoWhatItsScopesSayUntilItIsRevoked) {
  ApiKeys& keys = world().access.keys();
  const CreatedApiKey made =
      *keys.create(world().system, {.name = "Help desk", .scopes = {"inspections.create"}});
  EXPECT_THAT(made.secret.reveal(), testing::StartsWith(made.key.prefix));
  EXPECT_FALSE(keys.known(made.secret.reveal()));
  ASSERT_TRUE(keys.look_up(made.secret.reveal()));
  const auto principal = keys.known(made.secret.reveal());
  ASSERT_TRUE(principal);
  EXPECT_TRUE(principal->has("inspections.create"));
  EXPECT_FALSE(principal->has("contacts.read"));
  ASSERT_TRUE(keys.revoke(world().system, made.key.id, "leaked"));
  EXPECT_FALSE(keys.known(made.secret.reveal()));
  EXPECT_EQ(keys.look_up(made.secret.reveal()).error().code, ErrorCode::NotFound);
}

TEST_P(AccessTest, AKeyHasNoMoreThanItsMaker) {
  ApiKeys& keys = world().access.keys();
  const Actor maker{
      .tenant = "default", .name = "person:x", .permissions = {"keys.manage", "contacts.read"}};
  EXPECT_EQ(keys.create(maker, {.name = "k", .scopes = {"people.manage"}}).error().code,
            ErrorCode::Denied);
  EXPECT_EQ(keys.create(maker, {.name = "k", .scopes = {"contacts.everything"}}).error().code,
            ErrorCode::InvalidInput);
  EXPECT_EQ(keys.create(maker, {.name = "k", .scopes = {}}).error().code, ErrorCode::InvalidInput);
  EXPECT_TRUE(keys.create(maker, {.name = "k", .scopes = {"contacts.read"}}));
}

TEST_P(AccessTest, AKeyExpires) {
  ApiKeys& keys = world().access.keys();
  const Timestamp end = world().clock.now() + 1h;
  const CreatedApiKey made =
      *keys.create(world().system, {.name = "k", .scopes = {"contacts.read"}, .expires_at = end});
  ASSERT_TRUE(keys.look_up(made.secret.reveal()));
  world().clock.advance(59min);
  EXPECT_TRUE(keys.known(made.secret.reveal()));
  ASSERT_TRUE(world().access.maintain(true));
  world().clock.advance(1min);
  EXPECT_FALSE(keys.known(made.secret.reveal()));
  EXPECT_FALSE(keys.look_up(made.secret.reveal()));
  EXPECT_EQ(keys.list("default", {})->at(0).last_used_at, end - 1min);
  EXPECT_EQ(
      keys.create(world().system, {.name = "k", .scopes = {"contacts.read"}, .expires_at = end})
          .error()
          .code,
      ErrorCode::InvalidInput);
}

// Whoever steals the database has no way in.
TEST_P(AccessTest, NothingThatOpensADoorIsStored) {
  const NewSession session = world().become_first_administrator();
  const CreatedApiKey key =
      *world().access.keys().create(world().system, {.name = "k", .scopes = {"contacts.read"}});
  const Invitation link =
      *world().access.people().reset(world().system, session.person.id, "forgotten");
  std::string stored;
  const auto collect = [&](const char* sql, int columns) {
    EXPECT_TRUE(database().read([&](store::Reader& reader) {
      return reader.query(sql, {}, [&](const store::Row& row) {
        for (int i = 0; i < columns; ++i) stored += as_text(row.blob(i));
        return true;
      });
    }));
  };
  collect("SELECT token_hash FROM access_session", 1);
  collect("SELECT token_hash FROM access_api_key", 1);
  collect("SELECT token_hash FROM access_link", 1);
  EXPECT_EQ(stored.size(), 3U * 32);
  for (const auto& token : {session.token, key.secret, link.link.token}) {
    EXPECT_EQ(stored.find(token.reveal().substr(4, 32)), std::string::npos);
  }
}

// --- the log

TEST_P(AccessTest, EveryActIsInTheLog) {
  const NewSession session = world().become_first_administrator();
  const Person sam = world().add("sam@centre.example", {Role::Agent});
  People& people = world().access.people();
  ASSERT_TRUE(people.set_roles(world().system, sam.id, {Role::Trainer}, "moved"));
  ASSERT_TRUE(people.reset(world().system, sam.id, "forgotten"));
  ASSERT_TRUE(people.deactivate(world().system, sam.id, "left"));
  ASSERT_TRUE(people.activate(world().system, sam.id, "back"));
  const CreatedApiKey key =
      *world().access.keys().create(world().system, {.name = "k", .scopes = {"contacts.read"}});
  ASSERT_TRUE(world().access.keys().revoke(world().system, key.key.id, "done"));
  const http::Principal principal = *world().access.sessions().look_up(session.token.reveal());
  ASSERT_TRUE(world().access.sign_in().sign_out(principal));
  EXPECT_THAT(world().acts(),
              IsSupersetOf({"link.made", "person.signed_in_by_link", "person.invited",
                            "person.roles_set", "person.deactivated", "person.activated",
                            "key.created", "key.revoked", "person.signed_out"}));
  const audit::Verification verified = *world().audit.verify("default");
  EXPECT_FALSE(verified.first_problem);
  EXPECT_GE(verified.bodies_checked, 8U);
}

TEST_P(AccessTest, ARecordThatWasChangedIsFound) {
  world().become_first_administrator();
  const Person sam = world().add("sam@centre.example", {Role::Agent});
  ASSERT_TRUE(world().access.people().deactivate(world().system, sam.id, "stole data"));
  ASSERT_TRUE(world().audit.sequence());
  ASSERT_TRUE(database().write([](store::Transaction& transaction) -> Result<> {
    TRY(transaction.execute(
        "UPDATE access_record SET body = REPLACE(body, 'stole data', 'moved away')", {}));
    return {};
  }));
  const audit::Verification verified = *world().audit.verify("default");
  ASSERT_TRUE(verified.first_problem);
}

}  // namespace
}  // namespace holdfast::access

// Everything access needs, for its tests.

#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "domain/access/access.h"
#include "platform/crypto/sealer.h"
#include "platform/store/testing/test_databases.h"

namespace holdfast::access {

inline const std::string kPassword = "kelp grips the rock";
inline const std::string kOtherPassword = "tides come and go";
inline const std::string kAddress = "192.0.2.1";

// On a database that another object owns. A second one on the same database is a second node.
struct World {
  explicit World(store::Database& database_given)
      : database(database_given), audit(database, clock, ids, keys) {}

  store::Database& database;
  ManualClock clock;
  SeededRandom random{7};
  IdSource ids{clock, random};
  crypto::MasterKeys keys = crypto::MasterKeys::for_tests();
  audit::AuditLog audit;
  Access access{database, clock, ids, random, audit, {}};
  Actor system = system_actor("default");

  static Result<> migrate(store::Database& database) {
    TRY(database.migrate(audit::migrations()));
    return database.migrate(access::migrations());
  }

  NewSession become_first_administrator() {
    const std::optional<Link> link = *access.people().first_administrator_link("default");
    return *access.sign_in().by_link({.token = link->token,
                                      .name = "Amelia Stone",
                                      .email = "amelia@centre.example",
                                      .password = Sensitive(kPassword)});
  }

  // Invited, with the password set.
  Person add(const std::string& email, std::vector<Role> roles) {
    const Invitation made = *access.people().invite(
        system, {.email = Sensitive(email), .name = Sensitive(email), .roles = std::move(roles)});
    return access.sign_in()
        .by_link({.token = made.link.token,
                  .name = std::nullopt,
                  .email = std::nullopt,
                  .password = Sensitive(kPassword)})
        ->person;
  }

  Outcome sign_in(const std::string& email, const std::string& password) {
    return *access.sign_in().by_password(
        {.email = email, .password = Sensitive(password), .address = kAddress});
  }

  std::vector<std::string> acts() {
    std::vector<std::string> names;
    const Result<> sequenced = audit.sequence();
    EXPECT_TRUE(sequenced) << (sequenced ? "" : sequenced.error().message);
    const auto entries = audit.entries("default", 0, 1000);
    if (entries) {
      for (const audit::Entry& entry : *entries) names.push_back(entry.act.act);
    }
    return names;
  }
};

class WorldTest : public store::DatabaseTest {
 protected:
  void SetUp() override {
    store::DatabaseTest::SetUp();
    if (is_missing()) return;
    const Result<> migrated = World::migrate(database());
    ASSERT_TRUE(migrated) << migrated.error().message;
    world_ = std::make_unique<World>(database());
  }
  void TearDown() override {
    world_.reset();
    store::DatabaseTest::TearDown();
  }
  World& world() { return *world_; }

 private:
  std::unique_ptr<World> world_;
};

}  // namespace holdfast::access

// What every backend promises about schema steps.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "platform/store/database.h"
#include "platform/store/testing/contract_test.h"

namespace holdfast::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Migrating : public ContractTest {};

INSTANTIATE_TEST_SUITE_P(Databases, Migrating, every_database(), database_name);

TEST_P(Migrating, AMigratedDatabaseStaysAsItIs) {
  ASSERT_TRUE(add_note(1));
  ASSERT_TRUE(database().migrate({&kTwoTables, 1}));
  close();
  ASSERT_TRUE(database().migrate({&kTwoTables, 1}));
  EXPECT_EQ(count(), 1);
}

TEST_P(Migrating, AChangedStepIsAConflictThatNamesIt) {
  const Migration changed{.module = kTwoTables.module, .name = kTwoTables.name, .sql = "SELECT 1"};
  const Result<> migrated = database().migrate({&changed, 1});
  ASSERT_FALSE(migrated);
  EXPECT_EQ(migrated.error().code, ErrorCode::Conflict);
  EXPECT_THAT(migrated.error().message, HasSubstr("test/notes/001_notes.sql"));
}

TEST_P(Migrating, AStepOfANewerVersionIsAConflictThatNamesIt) {
  const std::vector<Migration> newer{
      kTwoTables,
      {.module = "test/notes", .name = "002_more.sql", .sql = "CREATE TABLE more (id BIGINT)"}};
  ASSERT_TRUE(database().migrate(newer));
  close();
  const Result<> migrated = database().migrate({&kTwoTables, 1});
  ASSERT_FALSE(migrated);
  EXPECT_EQ(migrated.error().code, ErrorCode::Conflict);
  EXPECT_THAT(migrated.error().message, HasSubstr("newer version"));
  EXPECT_THAT(migrated.error().message, HasSubstr("002_more.sql"));
}

TEST_P(Migrating, AStepThatFailsLeavesNothingBehind) {
  const std::vector<Migration> steps{
      kTwoTables,
      {.module = "test/notes",
       .name = "002_broken.sql",
       .sql = "CREATE TABLE half (id BIGINT); INSERT INTO missing_table VALUES (1);"}};
  const Result<> migrated = database().migrate(steps);
  ASSERT_FALSE(migrated);
  EXPECT_THAT(migrated.error().message, HasSubstr("002_broken.sql"));
  const Result<> read = database().read([](Reader& reader) {
    return reader.query("SELECT id FROM half", {}, [](const Row&) { return true; });
  });
  EXPECT_FALSE(read);
  ASSERT_TRUE(add_note(1));
}

TEST_P(Migrating, AHealthyDatabaseHasNoProblems) {
  ASSERT_TRUE(add_note(1));
  const auto problems = database().integrity_problems();
  ASSERT_TRUE(problems);
  EXPECT_THAT(*problems, ElementsAre());
}

}  // namespace
}  // namespace holdfast::store

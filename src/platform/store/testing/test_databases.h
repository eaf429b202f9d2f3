// The databases a module's store tests run on: SQLite in memory always, PostgreSQL when
// HOLDFAST_TEST_POSTGRES holds a connection string (tools/with_postgres.sh sets it), and skipped by
// name when not.
//
//   class StoreTest : public store::DatabaseTest {};
//   INSTANTIATE_TEST_SUITE_P(Databases, StoreTest, store::test_databases(), store::database_name);
//
//   TEST_P(StoreTest, AnEntryIsFoundAgain) {
//     ASSERT_TRUE(database().migrate(migrations()));
//     …
//   }

#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "platform/store/database.h"

namespace holdfast::store {

// Gone from memory, disk or server with the object. The database is closed before its place is
// removed.
class TestDatabase {
 public:
  virtual ~TestDatabase() = default;

  // Opened on the first call and after close().
  Database& database();

  // Ends everything as a stopped server does; the next database() opens what it left.
  void close() { database_.reset(); }

 protected:
  virtual Result<std::unique_ptr<Database>> open() = 0;

 private:
  std::unique_ptr<Database> database_;
};

// One empty database of a kind: "SqliteInMemory", "SqliteOnFile" or "PostgreSql". Null, with the
// reason, when that kind cannot be had here.
std::unique_ptr<TestDatabase> make_test_database(const std::string& kind, std::string& reason);

// Every test has a database of its own. A SetUp() that overrides this one calls it first and
// returns when is_missing().
class DatabaseTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override;
  void TearDown() override { database_.reset(); }

  Database& database() { return database_->database(); }
  void close() { database_->close(); }
  bool is_missing() const { return database_ == nullptr; }
  bool is_sqlite() const { return GetParam() != "PostgreSql"; }

 private:
  std::unique_ptr<TestDatabase> database_;
};

// For most modules.
inline auto test_databases() { return testing::Values("SqliteInMemory", "PostgreSql"); }

inline std::string database_name(const testing::TestParamInfo<std::string>& info) {
  return info.param;
}

}  // namespace holdfast::store

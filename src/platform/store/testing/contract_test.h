// What the tests of the contract share: two tables, on every backend.

#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/store/database.h"
#include "platform/store/testing/test_databases.h"

namespace holdfast::store {

inline constexpr Migration kTwoTables{.module = "test/notes",
                                      .name = "001_notes.sql",
                                      .sql = R"(-- A note; with a semicolon in this comment.
CREATE TABLE note (
  id    BIGINT NOT NULL PRIMARY KEY,
  title TEXT   NOT NULL DEFAULT 'a;b',  -- and 'quotes'
  body  BYTEA,
  grade DOUBLE PRECISION
);
CREATE TABLE note_line (
  number  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  note_id BIGINT NOT NULL REFERENCES note (id),
  line    TEXT   NOT NULL
);)"};

class ContractTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (is_missing()) return;
    ASSERT_TRUE(database().migrate({&kTwoTables, 1}));
  }

  Result<> add_note(std::int64_t id, std::string_view title = "t") {
    return database().write([=](Transaction& transaction) -> Result<> {
      TRY(transaction.execute("INSERT INTO note (id, title) VALUES ($1, $2)", {id, title}));
      return {};
    });
  }

  std::int64_t count(std::string_view table = "note") {
    std::optional<std::int64_t> rows;
    const std::string sql = "SELECT COUNT(*) FROM " + std::string(table);
    const Result<> read = database().read([&](Reader& reader) -> Result<> {
      rows = TRY(reader.query_integer(sql, {}));
      return {};
    });
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    return rows.value_or(-1);
  }
};

inline auto every_database() {
  return testing::Values("SqliteInMemory", "SqliteOnFile", "PostgreSql");
}

}  // namespace holdfast::store

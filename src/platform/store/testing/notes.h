// One table, for tests of the store itself.

#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string_view>

#include "platform/store/database.h"

namespace holdfast::store {

inline constexpr Migration kNotes{
    .module = "test",
    .name = "001.sql",
    .sql = "CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY, body TEXT)"};

inline Result<> add_note(Database& database, std::int64_t id, std::string_view body = "body") {
  return database.write([=](Transaction& transaction) -> Result<> {
    TRY(transaction.execute("INSERT INTO note (id, body) VALUES ($1, $2)", {id, body}));
    return {};
  });
}

inline std::int64_t count(Database& database) {
  std::int64_t rows = -1;
  const Result<> read = database.read([&](Reader& reader) -> Result<> {
    rows = TRY(reader.query_integer("SELECT COUNT(*) FROM note", {}))
    .value_or(-1);
    return {};
  });
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return rows;
}

inline std::unique_ptr<Database> open_ready(const SqliteOptions& options) {
  auto opened = open_sqlite(options);
  EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
  if (!opened) return nullptr;
  EXPECT_TRUE((*opened)->migrate({&kNotes, 1}));
  return *std::move(opened);
}

}  // namespace holdfast::store

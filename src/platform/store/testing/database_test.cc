// What every backend promises about statements, values and errors.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "platform/store/conditions.h"
#include "platform/store/database.h"
#include "platform/store/testing/contract_test.h"

namespace holdfast::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class DatabaseContract : public ContractTest {};

INSTANTIATE_TEST_SUITE_P(Databases, DatabaseContract, every_database(), database_name);

TEST_P(DatabaseContract, EveryTypeComesBackAsItWasWritten) {
  const std::string blob("\0\xff\x01 '\\", 6);
  const std::string title = "Grüße, $1 'quoted' \\ 🙂";
  ASSERT_TRUE(database().write([&](Transaction& transaction) -> Result<> {
    TRY(transaction.execute(
        "INSERT INTO note (id, title, body, grade) VALUES ($1, $2, $3, $4)",
        {std::numeric_limits<std::int64_t>::min(), std::string_view(title), as_bytes(blob), 0.1}));
    TRY(transaction.execute(
        "INSERT INTO note (id, title, body, grade) VALUES ($1, $2, $3, $4)",
        {std::numeric_limits<std::int64_t>::max(), std::string_view(), Bytes(), nullptr}));
    return {};
  }));
  int rows = 0;
  ASSERT_TRUE(database().read([&](Reader& reader) {
    return reader.query("SELECT id, title, body, grade FROM note ORDER BY id", {},
                        [&](const Row& row) {
                          if (rows++ == 0) {
                            EXPECT_EQ(row.integer(0), std::numeric_limits<std::int64_t>::min());
                            EXPECT_EQ(row.text(1), title);
                            EXPECT_EQ(as_text(row.blob(2)), blob);
                            EXPECT_EQ(row.real(3), 0.1);
                          } else {
                            EXPECT_EQ(row.integer(0), std::numeric_limits<std::int64_t>::max());
                            EXPECT_EQ(row.text(1), "");
                            EXPECT_FALSE(row.is_null(1));
                            EXPECT_TRUE(row.blob(2).empty());
                            EXPECT_FALSE(row.is_null(2));
                            EXPECT_TRUE(row.is_null(3));
                            EXPECT_EQ(row.real(3), 0);
                          }
                          return true;
                        });
  }));
  EXPECT_EQ(rows, 2);
}

TEST_P(DatabaseContract, SumsCountsAndTruthsAreIntegers) {
  ASSERT_TRUE(add_note(3));
  ASSERT_TRUE(add_note(4));
  ASSERT_TRUE(database().read([&](Reader& reader) {
    return reader.query(
        "SELECT SUM(id), COUNT(*), MAX(id) > 3, LENGTH('four'), AVG(id), SUM(id) "
        "FROM note",
        {}, [&](const Row& row) {
          EXPECT_EQ(row.integer(0), 7);
          EXPECT_EQ(row.integer(1), 2);
          EXPECT_EQ(row.integer(2), 1);
          EXPECT_EQ(row.integer(3), 4);
          EXPECT_EQ(row.real(4), 3.5);
          EXPECT_EQ(row.real(5), 7.0);
          return true;
        });
  }));
}

// SQLite numbers $2, $1 in the order of appearance unless told otherwise.
TEST_P(DatabaseContract, ParametersGoByNumberWhateverTheirOrder) {
  ASSERT_TRUE(database().write([&](Transaction& transaction) -> Result<> {
    const std::int64_t changed = TRY(transaction.execute(
        "INSERT INTO note (title, id, grade) VALUES ($2, $1, $3), ($2, $1 + 1, $3)",
        {std::int64_t{5}, std::string_view("five"), 2.5}));
    EXPECT_EQ(changed, 2);
    return {};
  }));
  ASSERT_TRUE(database().read([&](Reader& reader) {
    return reader.query("SELECT title, id FROM note WHERE id > $2 AND title = $1",
                        {std::string_view("five"), std::int64_t{5}}, [](const Row& row) {
                          EXPECT_EQ(row.text(0), "five");
                          EXPECT_EQ(row.integer(1), 6);
                          return true;
                        });
  }));
}

// The same text with and without a value: a filter that may be absent.
TEST_P(DatabaseContract, PagesFollowTheTimeAndThenTheId) {
  ASSERT_TRUE(database().write([&](Transaction& transaction) -> Result<> {
    for (const auto& [id, at] : {std::pair{1, 30.0}, {2, 10.0}, {3, 20.0}, {4, 20.0}}) {
      TRY(transaction.execute("INSERT INTO note (id, title, body, grade) VALUES ($1, '', $2, $3)",
                              {std::int64_t{id}, Bytes(), at}));
    }
    return {};
  }));
  std::vector<std::int64_t> order;
  std::optional<std::int64_t> last;
  for (std::size_t before = 5; before != order.size();) {
    before = order.size();
    Conditions where;
    where.add("title =", std::string_view());
    if (last) where.add_older("note", "grade", "id", *last);
    ASSERT_TRUE(database().read([&](Reader& reader) {
      return reader.query(
          "SELECT id FROM note WHERE TRUE" + where.text() + " ORDER BY grade DESC, id DESC LIMIT 1",
          where.values(), [&](const Row& row) {
            order.push_back(*(last = row.integer(0)));
            return true;
          });
    }));
  }
  EXPECT_THAT(order, ElementsAre(1, 4, 3, 2));
}

// On SQLite it could be stored, and the rows could never be moved to PostgreSQL.
TEST_P(DatabaseContract, ATextWithANulIsRefusedInTheSameWords) {
  const std::string_view text("a\0b", 3);
  const Result<> written = database().write([&](Transaction& transaction) -> Result<> {
    TRY(transaction.execute("INSERT INTO note (id, title, body) VALUES (1, $1, $2)",
                            {text, Bytes()}));
    return {};
  });
  const Result<> read = database().read([&](Reader& reader) -> Result<> {
    TRY(reader.query_integer("SELECT id FROM note WHERE title = $1", {text}));
    return {};
  });
  for (const Result<>& outcome : {written, read}) {
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(outcome.error().message, "a text with a NUL character cannot be kept");
  }
}

TEST_P(DatabaseContract, AParameterMayBeNull) {
  for (std::int64_t id = 0; id < 3; ++id) ASSERT_TRUE(add_note(id));
  constexpr std::string_view kSql =
      "SELECT COUNT(*) FROM note WHERE (CAST($1 AS BIGINT) IS NULL OR id = $1) "
      "AND (CAST($2 AS TEXT) IS NULL OR title = $2)";
  ASSERT_TRUE(database().read([&](Reader& reader) -> Result<> {
    EXPECT_EQ(TRY(reader.query_integer(kSql, {nullptr, nullptr})), 3);
    EXPECT_EQ(TRY(reader.query_integer(kSql, {std::int64_t{1}, nullptr})), 1);
    EXPECT_EQ(TRY(reader.query_integer(kSql, {nullptr, std::string_view("t")})), 3);
    EXPECT_EQ(TRY(reader.query_integer(kSql, {std::int64_t{1}, std::string_view("u")})), 0);
    return {};
  }));
}

TEST_P(DatabaseContract, ExecuteCountsTheRowsItChanged) {
  for (std::int64_t id = 0; id < 5; ++id) ASSERT_TRUE(add_note(id));
  ASSERT_TRUE(database().write([](Transaction& transaction) -> Result<> {
    EXPECT_EQ(TRY(transaction.execute("UPDATE note SET title = $1 WHERE id >= $2",
                                      {std::string_view("x"), std::int64_t{3}})),
              2);
    EXPECT_EQ(TRY(transaction.execute("DELETE FROM note WHERE id = $1", {std::int64_t{99}})), 0);
    EXPECT_EQ(TRY(transaction.execute("INSERT INTO note (id) VALUES ($1) ON CONFLICT DO NOTHING",
                                      {std::int64_t{3}})),
              0);
    EXPECT_EQ(TRY(transaction.execute("DELETE FROM note", {})), 5);
    return {};
  }));
}

TEST_P(DatabaseContract, RowsThatAWriteReturnsCanBeRead) {
  ASSERT_TRUE(add_note(1));
  std::vector<std::int64_t> numbers;
  ASSERT_TRUE(database().write([&](Transaction& transaction) -> Result<> {
    for (int i = 0; i < 2; ++i) {
      TRY(transaction.query(
          "INSERT INTO note_line (note_id, line) VALUES ($1, $2) RETURNING number",
          {std::int64_t{1}, std::string_view("line")}, [&](const Row& row) {
            numbers.push_back(row.integer(0));
            return true;
          }));
    }
    return {};
  }));
  EXPECT_THAT(numbers, ElementsAre(1, 2));
}

TEST_P(DatabaseContract, AQueryMayRunWithinTheRowsOfTheSameQuery) {
  for (std::int64_t id = 0; id < 3; ++id) ASSERT_TRUE(add_note(id));
  std::vector<std::int64_t> seen;
  ASSERT_TRUE(database().read([&](Reader& reader) {
    constexpr std::string_view kSql = "SELECT id FROM note WHERE id >= $1 ORDER BY id";
    return reader.query(kSql, {std::int64_t{0}}, [&](const Row& row) {
      const std::int64_t outer = row.integer(0);
      EXPECT_TRUE(reader.query(kSql, {outer}, [&](const Row& inner) {
        seen.push_back(outer * 10 + inner.integer(0));
        return true;
      }));
      return true;
    });
  }));
  EXPECT_THAT(seen, ElementsAre(0, 1, 2, 11, 12, 22));
}

TEST_P(DatabaseContract, AnErrorFromTheWorkUndoesAllOfIt) {
  const Result<> written = database().write([](Transaction& transaction) -> Result<> {
    TRY(transaction.execute("INSERT INTO note (id) VALUES ($1)", {std::int64_t{1}}));
    return Error{ErrorCode::Denied, "not today"};
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::Denied);
  EXPECT_EQ(written.error().message, "not today");
  EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseContract, AKeyThatIsThereAlreadyIsAConflict) {
  ASSERT_TRUE(add_note(1));
  const Result<> again = add_note(1, "SECRET-VALUE");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::Conflict);
  EXPECT_THAT(again.error().message, Not(HasSubstr("SECRET-VALUE")));
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseContract, OtherConstraintsAreInvalidInputAndNameNoValue) {
  const Result<> orphan = database().write([](Transaction& transaction) -> Result<> {
    TRY(transaction.execute("INSERT INTO note_line (note_id, line) VALUES ($1, $2)",
                            {std::int64_t{4711}, std::string_view("SECRET-VALUE")}));
    return {};
  });
  ASSERT_FALSE(orphan);
  EXPECT_EQ(orphan.error().code, ErrorCode::InvalidInput);
  EXPECT_THAT(orphan.error().message, Not(HasSubstr("4711")));
  EXPECT_THAT(orphan.error().message, Not(HasSubstr("SECRET-VALUE")));
  const Result<> null = database().write([](Transaction& transaction) -> Result<> {
    TRY(transaction.execute("INSERT INTO note (id, title) VALUES ($1, $2)",
                            {std::int64_t{1}, nullptr}));
    return {};
  });
  ASSERT_FALSE(null);
  EXPECT_EQ(null.error().code, ErrorCode::InvalidInput);
}

TEST_P(DatabaseContract, AfterAnErrorTheTransactionCanOnlyEnd) {
  ASSERT_TRUE(add_note(1));
  const Result<> written = database().write([](Transaction& transaction) -> Result<> {
    TRY(transaction.execute("INSERT INTO note (id) VALUES (2)", {}));
    EXPECT_FALSE(transaction.execute("INSERT INTO note (id) VALUES (1)", {}));
    EXPECT_FALSE(transaction.execute("INSERT INTO note (id) VALUES (3)", {}));
    return {};
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::Conflict);
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseContract, AfterAnErrorAReadCanOnlyEnd) {
  const Result<> read = database().read([](Reader& reader) -> Result<> {
    EXPECT_FALSE(reader.query_integer("SELECT * FROM missing_table", {}));
    EXPECT_FALSE(reader.query_integer("SELECT 1", {}));
    return {};
  });
  EXPECT_TRUE(read);
}

TEST_P(DatabaseContract, LikeMindsTheCase) {
  ASSERT_TRUE(add_note(1, "Grape"));
  ASSERT_TRUE(database().read([](Reader& reader) -> Result<> {
    constexpr std::string_view kSql = "SELECT COUNT(*) FROM note WHERE title LIKE $1";
    EXPECT_EQ(TRY(reader.query_integer(kSql, {std::string_view("Gra%")})), 1);
    EXPECT_EQ(TRY(reader.query_integer(kSql, {std::string_view("gra%")})), 0);
    return {};
  }));
}

TEST_P(DatabaseContract, WrongSqlIsAnErrorAndNoCrash) {
  for (const std::string_view sql :
       {"SELEC 1", "SELECT * FROM missing_table", "", "SELECT 1; SELECT 2",
        "SELECT id FROM note WHERE title = \"no_such_column\""}) {
    const Result<> read = database().read(
        [&](Reader& reader) { return reader.query(sql, {}, [](const Row&) { return true; }); });
    ASSERT_FALSE(read) << sql;
    EXPECT_EQ(read.error().code, ErrorCode::InvalidInput) << sql;
  }
  ASSERT_TRUE(add_note(1));
}

TEST_P(DatabaseContract, AReaderCannotWrite) {
  const Result<> read = database().read([](Reader& reader) {
    return reader.query("INSERT INTO note (id) VALUES (1) RETURNING id", {},
                        [](const Row&) { return true; });
  });
  EXPECT_FALSE(read);
  EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseContract, MoreStatementsThanTheCacheHoldsStillWork) {
  ASSERT_TRUE(add_note(1));
  ASSERT_TRUE(database().read([&](Reader& reader) -> Result<> {
    for (int round = 0; round < 2; ++round) {
      for (int i = 0; i < 600; ++i) {
        const std::string sql = "SELECT id + " + std::to_string(i) + " FROM note";
        EXPECT_EQ(TRY(reader.query_integer(sql, {})), i + 1);
      }
    }
    return {};
  }));
}

// The text's address is a hint only.
TEST_P(DatabaseContract, TwoStatementsInOneBufferAreNotMixedUp) {
  std::string sql = "SELECT 1";
  ASSERT_TRUE(database().read([&](Reader& reader) -> Result<> {
    EXPECT_EQ(TRY(reader.query_integer(sql, {})), 1);
    sql.back() = '2';
    EXPECT_EQ(TRY(reader.query_integer(sql, {})), 2);
    return {};
  }));
}

}  // namespace
}  // namespace holdfast::store

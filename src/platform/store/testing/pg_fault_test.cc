// What a PostgreSQL server can do to us, and what we answer.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "platform/store/database.h"
#include "platform/store/testing/notes.h"
#include "platform/store/testing/private_postgres.h"

namespace holdfast::store {
namespace {

using testing::HasSubstr;
using testing::Not;

class PostgresFault : public testing::Test {
 protected:
  void SetUp() override {
    if (std::getenv("HOLDFAST_TEST_POSTGRES") == nullptr) {
      GTEST_SKIP() << "PostgreSQL: HOLDFAST_TEST_POSTGRES is not set";
    }
    if (!server_) server_ = PrivatePostgres::start(HOLDFAST_SOURCE_DIR);
    ASSERT_NE(server_, nullptr);
    database_ = open();
    ASSERT_NE(database_, nullptr);
    for (const std::string_view sql : {"DROP SCHEMA public CASCADE", "CREATE SCHEMA public"}) {
      ASSERT_TRUE(database_->write([sql](Transaction& transaction) -> Result<> {
        TRY(transaction.execute(sql, {}));
        return {};
      }));
    }
    ASSERT_TRUE(database_->migrate({&kNotes, 1}));
  }

  static void TearDownTestSuite() { server_.reset(); }

  std::unique_ptr<Database> open() {
    auto opened = open_postgres({.connection = server_->connection()});
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
    return opened ? *std::move(opened) : nullptr;
  }

  // Every connection but the one that asks.
  static Result<> end_connections(Database& by) {
    return by.read([](Reader& reader) {
      return reader.query(
          "SELECT COUNT(*) FROM (SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
          "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) AS ended",
          {}, [](const Row&) { return true; });
    });
  }

  // -1 when the server does not answer.
  std::int64_t ask(std::string_view sql) {
    std::int64_t answer = -1;
    (void)database_->read([&](Reader& reader) -> Result<> {
      answer = TRY(reader.query_integer(sql, {}))
      .value_or(-1);
      return {};
    });
    return answer;
  }
  static constexpr std::string_view kCheckpointer =
      "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'";

  // Starting one takes a second, so the tests share it.
  inline static std::unique_ptr<PrivatePostgres> server_;
  std::unique_ptr<Database> database_;
};

TEST_F(PostgresFault, ConnectionsThatDiedWhileIdleAreReplaced) {
  ASSERT_TRUE(add_note(*database_, 1));
  ASSERT_EQ(count(*database_), 1);
  ASSERT_TRUE(end_connections(*open()));
  EXPECT_TRUE(add_note(*database_, 2));
  EXPECT_EQ(count(*database_), 2);
}

TEST_F(PostgresFault, WorkThatLostItsConnectionBeforeTheCommitRunsAgain) {
  const auto other = open();
  int attempts = 0;
  const Result<> written = database_->write([&](Transaction& transaction) -> Result<> {
    TRY(transaction.execute("INSERT INTO note (id) VALUES (1)", {}));
    if (++attempts == 1) TRY(end_connections(*other));
    TRY(transaction.execute("INSERT INTO note (id) VALUES (2)", {}));
    return {};
  });
  EXPECT_TRUE(written) << written.error().message;
  EXPECT_EQ(attempts, 2);
  EXPECT_EQ(count(*database_), 2);
}

TEST_F(PostgresFault, WorkThatLosesItsConnectionAgainIsUnavailable) {
  const auto other = open();
  const Result<> written = database_->write([&](Transaction& transaction) -> Result<> {
    EXPECT_TRUE(end_connections(*other));
    TRY(transaction.execute("INSERT INTO note (id) VALUES (1)", {}));
    return {};
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::Unavailable);
  EXPECT_EQ(count(*database_), 0);
}

TEST_F(PostgresFault, AStoppedServerIsUnavailable) {
  ASSERT_TRUE(add_note(*database_, 1));
  server_.reset();
  const Result<> written = add_note(*database_, 2);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::Unavailable);
  const Result<> read = database_->read([](Reader&) -> Result<> { return {}; });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::Unavailable);
}

// The server crashes under load and recovers: nobody's answered write is lost, everybody goes on.
TEST_F(PostgresFault, AnsweredWritesSurviveACrashOfTheServer) {
  constexpr int kWriters = 4;
  constexpr std::int64_t kAfterwards = 50;
  std::atomic<bool> is_back = false;
  std::atomic<int> answered = 0;
  std::vector<std::int64_t> next(kWriters, 0);
  std::vector<std::thread> writers;
  for (std::size_t writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      std::int64_t rest = kAfterwards;
      while (rest > 0) {
        const auto id = static_cast<std::int64_t>(writer) * 1'000'000 + next[writer];
        // The answer to the last attempt may have been lost with the server.
        const Result<> written = database_->write([id](Transaction& transaction) -> Result<> {
          TRY(transaction.execute("INSERT INTO note (id) VALUES ($1) ON CONFLICT DO NOTHING",
                                  {id}));
          return {};
        });
        if (written) {
          ++next[writer];
          ++answered;
          if (is_back) --rest;
        } else {
          EXPECT_EQ(written.error().code, ErrorCode::Unavailable) << written.error().message;
          std::this_thread::yield();
        }
      }
    });
  }
  while (answered < 100) std::this_thread::yield();
  const std::int64_t checkpointer = ask(kCheckpointer);
  PrivatePostgres::crash(ask("SELECT pg_backend_pid()"));
  // After a crash the server starts a new process for each of its tasks.
  std::int64_t now = -1;
  while (now < 0 || now == checkpointer) now = ask(kCheckpointer);
  is_back = true;
  for (std::thread& writer : writers) writer.join();
  std::int64_t all = 0;
  for (const std::int64_t each : next) all += each;
  EXPECT_EQ(count(*database_), all);
}

TEST_F(PostgresFault, NodesThatStartTogetherMigrateOnce) {
  const std::vector<Migration> steps{
      kNotes,
      {.module = "test", .name = "002.sql", .sql = "CREATE TABLE two (id BIGINT)"},
      {.module = "test", .name = "003.sql", .sql = "CREATE TABLE three (id BIGINT)"}};
  std::vector<std::thread> nodes;
  for (int node = 0; node < 6; ++node) {
    nodes.emplace_back([&] {
      const auto database = open();
      const Result<> migrated = database->migrate(steps);
      EXPECT_TRUE(migrated) << migrated.error().message;
    });
  }
  for (std::thread& node : nodes) node.join();
}

TEST_F(PostgresFault, OpenedForReadingItWritesNothingNotEvenItsSchema) {
  ASSERT_TRUE(add_note(*database_, 1));
  const auto tool = open_postgres({.connection = server_->connection(), .read_only = true});
  ASSERT_TRUE(tool) << tool.error().message;
  EXPECT_TRUE((*tool)->migrate({&kNotes, 1}));
  EXPECT_EQ(count(**tool), 1);
  EXPECT_EQ(add_note(**tool, 2).error().code, ErrorCode::Denied);

  const std::vector<Migration> newer{
      kNotes, {.module = "test", .name = "002.sql", .sql = "CREATE TABLE two (id BIGINT)"}};
  const Result<> compared = (*tool)->migrate(newer);
  ASSERT_FALSE(compared);
  EXPECT_THAT(compared.error().message, HasSubstr("older version"));
  EXPECT_EQ(ask("SELECT COUNT(*) FROM pg_tables WHERE tablename = 'two'"), 0);

  ASSERT_TRUE(database_->write([](Transaction& transaction) -> Result<> {
    TRY(transaction.execute("DROP TABLE holdfast_migration", {}));
    return {};
  }));
  EXPECT_EQ((*tool)->migrate(newer).error().code, ErrorCode::Conflict);
  EXPECT_EQ(ask("SELECT COUNT(*) FROM pg_tables WHERE tablename = 'holdfast_migration'"), 0);
}

TEST(PostgresOpening, AStringThatCannotBeReadIsNotRepeated) {
  const auto opened =
      open_postgres({.connection = "host=localhost password=SECRET-VALUE nonsense"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::InvalidInput);
  EXPECT_THAT(opened.error().message, Not(HasSubstr("SECRET-VALUE")));
}

TEST(PostgresOpening, AServerThatIsNotThereIsUnavailable) {
  const auto opened =
      open_postgres({.connection = "host=/nonexistent-directory password=SECRET-VALUE"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::Unavailable);
  EXPECT_THAT(opened.error().message, HasSubstr("/nonexistent-directory"));
  EXPECT_THAT(opened.error().message, Not(HasSubstr("SECRET-VALUE")));
}

}  // namespace
}  // namespace holdfast::store

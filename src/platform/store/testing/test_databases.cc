#include "platform/store/testing/test_databases.h"

#include <fmt/core.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/check.h"

namespace holdfast::store {
namespace {

// In a directory of its own, so that close() keeps what was written.
class SqliteTestDatabase final : public TestDatabase {
 public:
  explicit SqliteTestDatabase(std::string directory) : directory_(std::move(directory)) {}
  ~SqliteTestDatabase() override {
    close();
    std::error_code failure;
    std::filesystem::remove_all(directory_, failure);
  }

 protected:
  Result<std::unique_ptr<Database>> open() override {
    return open_sqlite({.path = directory_ + "/holdfast.db"});
  }

 private:
  std::string directory_;
};

std::unique_ptr<TestDatabase> make_sqlite(const std::string& below, std::string& reason) {
  std::string directory = below + "/holdfast-test-XXXXXX";
  if (mkdtemp(directory.data()) == nullptr) {
    reason = "cannot create a directory in " + below;
    return nullptr;
  }
  return std::make_unique<SqliteTestDatabase>(directory);
}

// In a schema of its own within the server that HOLDFAST_TEST_POSTGRES names.
class PostgresTestDatabase final : public TestDatabase {
 public:
  PostgresTestDatabase(std::string server, std::string schema)
      : server_(std::move(server)), schema_(std::move(schema)) {}
  ~PostgresTestDatabase() override {
    close();
    (void)run(server_, "DROP SCHEMA " + schema_ + " CASCADE");
  }

  // The server's complaint, or nothing.
  static std::string run(const std::string& server, const std::string& sql) {
    PGconn* connection = PQconnectdb(server.c_str());
    PQclear(PQexec(connection, "SET client_min_messages = warning"));
    PGresult* result = PQexec(connection, sql.c_str());
    const std::string complaint =
        PQresultStatus(result) == PGRES_COMMAND_OK ? "" : PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
    return complaint;
  }

 protected:
  Result<std::unique_ptr<Database>> open() override {
    return open_postgres({.connection = server_ + " options='-c search_path=" + schema_ + "'"});
  }

 private:
  std::string server_;
  std::string schema_;
};

std::unique_ptr<TestDatabase> make_postgres(std::string& reason) {
  const char* server = std::getenv("HOLDFAST_TEST_POSTGRES");
  if (server == nullptr) {
    reason = "PostgreSQL: HOLDFAST_TEST_POSTGRES is not set (tools/with_postgres.sh sets it)";
    return nullptr;
  }
  static std::atomic<int> count = 0;
  const std::string schema = fmt::format("test_{}_{}", getpid(), ++count);
  const std::string complaint = PostgresTestDatabase::run(server, "CREATE SCHEMA " + schema);
  if (!complaint.empty()) {
    reason = "PostgreSQL: " + complaint;
    return nullptr;
  }
  return std::make_unique<PostgresTestDatabase>(server, schema);
}

}  // namespace

Database& TestDatabase::database() {
  if (!database_) {
    auto opened = open();
    if (!opened) std::fprintf(stderr, "%s\n", opened.error().message.c_str());
    CHECK(opened);
    database_ = *std::move(opened);
  }
  return *database_;
}

std::unique_ptr<TestDatabase> make_test_database(const std::string& kind, std::string& reason) {
  const std::string on_disk = std::filesystem::temp_directory_path().string();
  if (kind == "SqliteOnFile") return make_sqlite(on_disk, reason);
  if (kind == "SqliteInMemory") {
    return make_sqlite(std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : on_disk, reason);
  }
  if (kind == "PostgreSql") return make_postgres(reason);
  reason = kind + " is no kind of database";
  return nullptr;
}

void DatabaseTest::SetUp() {
  std::string reason;
  database_ = make_test_database(GetParam(), reason);
  if (database_) return;
  // A server that was promised and does not answer is no reason to skip.
  if (std::getenv("HOLDFAST_TEST_POSTGRES") != nullptr) FAIL() << reason;
  GTEST_SKIP() << reason;
}

}  // namespace holdfast::store

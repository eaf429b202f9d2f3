#include "platform/store/testing/test_databases.h"

#include <fmt/format.h>
#include <stdlib.h>

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
  reason = "PostgreSQL: HOLDFAST_TEST_POSTGRES is not set (tools/with_postgres.sh sets it)";
  return nullptr;
}

void DatabaseTest::SetUp() {
  std::string reason;
  database_ = make_test_database(GetParam(), reason);
  if (!database_) GTEST_SKIP() << reason;
}

}  // namespace holdfast::store

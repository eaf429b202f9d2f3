// Opening a SQLite database that is missing, foreign, forbidden, taken or only to be read.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <vector>

#include "base/check.h"
#include "platform/store/database.h"
#include "platform/store/testing/notes.h"
#include "platform/store/testing/scratch_directory.h"

namespace holdfast::store {
namespace {

using testing::HasSubstr;

ErrorCode code_of(const Result<std::unique_ptr<Database>>& opened) {
  EXPECT_FALSE(opened);
  return opened.error().code;
}

// Root may write anywhere, so a test of permissions becomes somebody else for a moment.
class AsNobody {
 public:
  AsNobody() { is_effective_ = geteuid() != 0 || seteuid(65534) == 0; }
  ~AsNobody() {
    if (getuid() == 0) CHECK(seteuid(0) == 0);
  }
  bool is_effective() const { return is_effective_; }

 private:
  bool is_effective_;
};

TEST(SqliteOpening, AMissingDirectoryIsNamed) {
  const ScratchDirectory directory;
  const auto opened = open_sqlite({.path = directory / "missing/holdfast.db"});
  ASSERT_EQ(code_of(opened), ErrorCode::NotFound);
  EXPECT_THAT(opened.error().message, HasSubstr(directory / "missing"));
}

TEST(SqliteOpening, ADirectoryIsNoDatabase) {
  const ScratchDirectory directory;
  EXPECT_EQ(code_of(open_sqlite({.path = directory.path()})), ErrorCode::InvalidInput);
}

TEST(SqliteOpening, AReadOnlyDirectoryIsDenied) {
  const ScratchDirectory directory;
  ASSERT_EQ(chmod(directory.path().c_str(), 0555), 0);
  const AsNobody nobody;
  if (!nobody.is_effective()) GTEST_SKIP() << "cannot give up root's rights here";
  const auto opened = open_sqlite({.path = directory / "holdfast.db"});
  ASSERT_EQ(code_of(opened), ErrorCode::Denied);
  EXPECT_THAT(opened.error().message, HasSubstr(directory.path()));
}

TEST(SqliteOpening, AnotherKindOfFileIsCorrupted) {
  const ScratchDirectory directory;
  const std::string path = directory / "holdfast.db";
  std::ofstream(path) << std::string(20'000, 'x');
  const auto opened = open_sqlite({.path = path});
  ASSERT_EQ(code_of(opened), ErrorCode::Corrupted);
  EXPECT_THAT(opened.error().message, HasSubstr("not a database"));
}

TEST(SqliteOpening, ASecondServerOnTheSameFileIsAConflict) {
  const ScratchDirectory directory;
  const std::string path = directory / "holdfast.db";
  auto first = open_ready({.path = path});
  const auto second = open_sqlite({.path = path});
  ASSERT_EQ(code_of(second), ErrorCode::Conflict);
  EXPECT_THAT(second.error().message, HasSubstr("process " + std::to_string(getpid())));
  std::filesystem::create_symlink(path, directory / "link.db");
  EXPECT_EQ(code_of(open_sqlite({.path = directory / "link.db"})), ErrorCode::Conflict);
  first.reset();
  EXPECT_TRUE(open_sqlite({.path = path}));
}

TEST(SqliteOpening, OnlyTheOwnerMayReadTheFiles) {
  const ScratchDirectory directory;
  const std::string path = directory / "holdfast.db";
  const auto database = open_ready({.path = path});
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat status{};
    ASSERT_EQ(stat((path + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777, 0600U) << suffix;
  }
}

TEST(SqliteReadOnly, LooksOnWhileAServerRuns) {
  const ScratchDirectory directory;
  const std::string path = directory / "holdfast.db";
  const auto server = open_ready({.path = path});
  ASSERT_TRUE(add_note(*server, 1));
  const auto tool = open_sqlite({.path = path, .read_only = true});
  ASSERT_TRUE(tool) << tool.error().message;
  EXPECT_EQ(count(**tool), 1);
  ASSERT_TRUE(add_note(*server, 2));
  EXPECT_EQ(count(**tool), 2);
  const Result<> written = add_note(**tool, 3);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::Denied);
  EXPECT_EQ(count(*server), 2);
}

TEST(SqliteReadOnly, ComparesTheSchemaAndChangesNothing) {
  const ScratchDirectory directory;
  const std::string path = directory / "holdfast.db";
  {
    const auto server = open_ready({.path = path});
  }
  const auto tool = open_sqlite({.path = path, .read_only = true});
  ASSERT_TRUE(tool);
  EXPECT_TRUE((*tool)->migrate({&kNotes, 1}));
  const std::vector<Migration> more{kNotes,
                                    {.module = "test", .name = "002.sql", .sql = "SELECT 1"}};
  const Result<> behind = (*tool)->migrate(more);
  ASSERT_FALSE(behind);
  EXPECT_EQ(behind.error().code, ErrorCode::Conflict);
  EXPECT_THAT(behind.error().message, HasSubstr("holdfast migrate"));
}

TEST(SqliteReadOnly, ADatabaseThatWasNeverMigratedIsAConflict) {
  const ScratchDirectory directory;
  const std::string path = directory / "holdfast.db";
  {
    const auto empty = open_sqlite({.path = path});
  }
  const auto tool = open_sqlite({.path = path, .read_only = true});
  ASSERT_TRUE(tool);
  const Result<> migrated = (*tool)->migrate({&kNotes, 1});
  ASSERT_FALSE(migrated);
  EXPECT_EQ(migrated.error().code, ErrorCode::Conflict);
}

TEST(SqliteReadOnly, AMissingFileIsNotFoundAndNotCreated) {
  const ScratchDirectory directory;
  EXPECT_EQ(code_of(open_sqlite({.path = directory / "holdfast.db", .read_only = true})),
            ErrorCode::NotFound);
  EXPECT_FALSE(std::filesystem::exists(directory / "holdfast.db"));
}

TEST(SqliteReadOnly, ReadsFromReadOnlyMedia) {
  const ScratchDirectory directory;
  const std::string path = directory / "a ?#%.db";
  ASSERT_TRUE(add_note(*open_ready({.path = path}), 1));
  ASSERT_EQ(chmod(path.c_str(), 0444), 0);
  ASSERT_EQ(chmod(directory.path().c_str(), 0555), 0);
  const AsNobody nobody;
  if (!nobody.is_effective()) GTEST_SKIP() << "cannot give up root's rights here";
  const auto tool = open_sqlite({.path = path, .read_only = true});
  ASSERT_TRUE(tool) << tool.error().message;
  EXPECT_EQ(count(**tool), 1);
}

}  // namespace
}  // namespace holdfast::store

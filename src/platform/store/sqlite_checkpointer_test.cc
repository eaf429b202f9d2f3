#include "platform/store/sqlite_checkpointer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <thread>

#include "platform/store/sqlite_file.h"

namespace holdfast::store {
namespace {

constexpr SqliteCheckpointer::Limits kSmall{.step = 20,
                                            .finish = 100,
                                            .finish_rest = 50,
                                            .finish_must = 400,
                                            .truncate = 10,
                                            .quiet = std::chrono::milliseconds(1)};
constexpr std::uintmax_t kFrameBytes = 4096 + 24;

class CheckpointerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto directory = MemoryDirectory::create();
    ASSERT_TRUE(directory);
    directory_ = std::make_unique<MemoryDirectory>(*std::move(directory));
    path_ = directory_->path() + "/test.db";
    auto file = SqliteFile::claim(path_);
    ASSERT_TRUE(file);
    file_ = *std::move(file);
    writer_ = open();
    ASSERT_TRUE(writer_->run_script("PRAGMA journal_mode = WAL; CREATE TABLE note (body TEXT)"));
  }

  std::unique_ptr<SqliteConnection> open() {
    auto connection = SqliteConnection::open({.path = path_});
    EXPECT_TRUE(connection);
    return *std::move(connection);
  }

  std::uintmax_t log_bytes() const { return std::filesystem::file_size(path_ + "-wal"); }

  // One page or a little more to each commit, as the writer thread does it.
  void write(SqliteCheckpointer& checkpointer, int commits) {
    sqlite3_wal_hook(
        writer_->handle(),
        [](void* checkpointer_of, sqlite3*, const char*, int frames) {
          static_cast<SqliteCheckpointer*>(checkpointer_of)->committed(frames);
          return SQLITE_OK;
        },
        &checkpointer);
    const std::string body(3000, 'b');
    const Value value = std::string_view(body);
    for (int i = 0; i < commits; ++i) {
      ASSERT_TRUE(writer_->execute("INSERT INTO note (body) VALUES ($1)", {&value, 1}));
      if (checkpointer.wants_finish()) checkpointer.finish(*writer_);
    }
    sqlite3_wal_hook(writer_->handle(), nullptr, nullptr);
  }

  std::unique_ptr<MemoryDirectory> directory_;
  std::string path_;
  SqliteFile file_;
  std::unique_ptr<SqliteConnection> writer_;
};

// Without the writer's help a log that is written to without a pause never begins anew.
TEST_F(CheckpointerTest, TheLogStaysBoundedUnderConstantWriting) {
  SqliteCheckpointer checkpointer(open(), kSmall);
  write(checkpointer, 20'000);
  EXPECT_LT(log_bytes(), 10'000 * kFrameBytes);
}

TEST_F(CheckpointerTest, AQuietLogIsCut) {
  SqliteCheckpointer checkpointer(open(), kSmall);
  write(checkpointer, 50);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  // On a slow machine a pause between two commits is quiet enough, and the rest stays small.
  const std::uintmax_t small = kSmall.truncate * kFrameBytes;
  while (log_bytes() > small && std::chrono::steady_clock::now() < until) {
    std::this_thread::yield();
  }
  EXPECT_LE(log_bytes(), small);
}

// What was written last may be short, and its file as long as the log before it was.
TEST_F(CheckpointerTest, AQuietLogThatBeganAnewIsCut) {
  SqliteCheckpointer::Limits limits = kSmall;
  limits.quiet = std::chrono::milliseconds(300);
  SqliteCheckpointer checkpointer(open(), limits);
  write(checkpointer, 50);
  checkpointer.finish(*writer_);
  write(checkpointer, 1);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (log_bytes() > 0 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  EXPECT_EQ(log_bytes(), 0U);
}

// A reader of an old moment needs the log; the checkpointer waits for it without spinning or
// failing.
TEST_F(CheckpointerTest, AReaderOfAnOldMomentOnlyDelaysIt) {
  auto reader = open();
  SqliteCheckpointer checkpointer(open(), kSmall);
  write(checkpointer, 10);
  std::int64_t before = -1;
  const auto count = [&](std::int64_t& rows) {
    ASSERT_TRUE(reader->query("SELECT COUNT(*) FROM note", {}, [&](const Row& row) {
      rows = row.integer(0);
      return true;
    }));
  };
  ASSERT_TRUE(reader->execute("BEGIN"));
  count(before);
  write(checkpointer, 2000);
  std::int64_t after = -1;
  count(after);
  EXPECT_EQ(before, after);
  ASSERT_TRUE(reader->execute("COMMIT"));
  write(checkpointer, 20'000);
  count(after);
  EXPECT_EQ(after, 22'010);
  // How soon the checkpointer catches up is the machine's business; that it does is ours.
  EXPECT_LT(log_bytes(), 21'000 * kFrameBytes);
}

}  // namespace
}  // namespace holdfast::store

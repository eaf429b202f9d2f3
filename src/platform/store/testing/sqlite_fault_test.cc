// What SQLite's surroundings can do wrong while it runs, and what we answer.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <latch>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

#include "platform/store/database.h"
#include "platform/store/testing/lossy_vfs.h"
#include "platform/store/testing/notes.h"
#include "platform/store/testing/scratch_directory.h"

namespace holdfast::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SqliteFault : public testing::Test {
 protected:
  LossyVfs vfs_{"faulty"};
  ScratchDirectory directory_;
  std::unique_ptr<Database> database_ =
      open_ready({.path = directory_ / "holdfast.db", .vfs = vfs_.name()});

  // Many at once, so that they share groups.
  std::set<std::int64_t> write_many(std::int64_t from, std::int64_t to) {
    std::latch all(to - from);
    std::mutex mutex;
    std::set<std::int64_t> answered;
    for (std::int64_t id = from; id < to; ++id) {
      database_->write_async(
          [id](Transaction& transaction) -> Result<> {
            TRY(transaction.execute("INSERT INTO note (id, body) VALUES ($1, 'body')", {id}));
            return {};
          },
          [&, id](Result<> result) {
            if (result) {
              const std::lock_guard lock(mutex);
              answered.insert(id);
            } else {
              EXPECT_EQ(result.error().code, ErrorCode::Unavailable) << result.error().message;
            }
            all.count_down();
          });
    }
    all.wait();
    return answered;
  }
};

TEST_F(SqliteFault, AFullDiskRefusesTheGroupAndWritesNothingOfIt) {
  ASSERT_TRUE(add_note(*database_, 1));
  vfs_.fail_writes(SQLITE_FULL);
  EXPECT_TRUE(write_many(100, 200).empty());
  const Result<> refused = add_note(*database_, 2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
  EXPECT_THAT(refused.error().message, HasSubstr("full"));
  EXPECT_EQ(count(*database_), 1);

  vfs_.fail_writes(SQLITE_OK);
  EXPECT_EQ(write_many(100, 200).size(), 100U);
  EXPECT_EQ(count(*database_), 101);
}

// Larger than the cache, so that SQLite meets the full disk within a statement and ends the
// transaction by itself: whoever shares the group hears it too.
TEST_F(SqliteFault, AFullDiskInTheMiddleOfATransactionLosesNoOneElse) {
  database_ = open_ready({.path = directory_ / "small.db", .vfs = vfs_.name(), .cache_kb = 64});
  ASSERT_TRUE(add_note(*database_, 1));
  const std::string large(1'000'000, 'x');
  vfs_.fail_writes(SQLITE_FULL);
  std::latch all(3);
  std::atomic<int> refused = 0;
  for (std::int64_t id = 2; id < 5; ++id) {
    database_->write_async(
        [&, id](Transaction& transaction) -> Result<> {
          for (std::int64_t i = 0; i < 5; ++i) {
            TRY(transaction.execute("INSERT INTO note (id, body) VALUES ($1, $2)",
                                    {id * 100 + i, std::string_view(large)}));
          }
          return {};
        },
        [&](Result<> result) {
          if (!result && result.error().code == ErrorCode::Unavailable) ++refused;
          all.count_down();
        });
  }
  all.wait();
  EXPECT_EQ(refused, 3);
  vfs_.fail_writes(SQLITE_OK);
  ASSERT_TRUE(add_note(*database_, 2));
  EXPECT_EQ(count(*database_), 2);
}

TEST_F(SqliteFault, AFailedSyncIsUnavailableAndTheWriterGoesOn) {
  vfs_.fail_syncs(SQLITE_IOERR_FSYNC);
  EXPECT_TRUE(write_many(0, 50).empty());
  EXPECT_EQ(count(*database_), 0);
  vfs_.fail_syncs(SQLITE_OK);
  EXPECT_EQ(write_many(0, 50).size(), 50U);
  EXPECT_EQ(count(*database_), 50);
}

TEST_F(SqliteFault, EachGroupIsSyncedBeforeItIsAnswered) {
  const std::uint64_t before = vfs_.sync_count();
  for (std::int64_t id = 0; id < 20; ++id) ASSERT_TRUE(add_note(*database_, id));
  EXPECT_GE(vfs_.sync_count() - before, 20U);
}

// A real file system that is really full.
TEST(SqliteOnASmallDisk, SurvivesAFullDiskAndGoesOnWhenThereIsSpaceAgain) {
  const ScratchDirectory directory;
  if (mount("tmpfs", directory.path().c_str(), "tmpfs", 0, "size=1m") != 0) {
    GTEST_SKIP() << "cannot mount a small file system here";
  }
  std::ofstream(directory / "ballast") << std::string(300'000, 'x');
  auto database = open_ready({.path = directory / "holdfast.db"});
  const std::string body(5000, 'b');
  std::int64_t written = 0;
  Result<> result;
  while (written < 1000 && (result = add_note(*database, written, body))) ++written;
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::Unavailable);
  EXPECT_EQ(count(*database), written);

  std::filesystem::remove(directory / "ballast");
  EXPECT_TRUE(add_note(*database, written, body));
  EXPECT_EQ(count(*database), written + 1);
  database.reset();
  EXPECT_EQ(count(*open_ready({.path = directory / "holdfast.db"})), written + 1);
  EXPECT_EQ(umount(directory.path().c_str()), 0);
}

TEST(SqliteDamage, IsFoundAndNamed) {
  const ScratchDirectory directory;
  const std::string path = directory / "holdfast.db";
  {
    const auto database = open_ready({.path = path});
    for (std::int64_t id = 0; id < 300; ++id) {
      ASSERT_TRUE(add_note(*database, id, std::string(300, 'b')));
    }
  }
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(0, std::ios::end);
  const std::streamoff size = file.tellp();
  for (std::streamoff page = size / 4096 / 2; page < size / 4096; ++page) {
    file.seekp(page * 4096);
    file << std::string(64, '\xee');
  }
  file.close();
  const auto database = open_sqlite({.path = path});
  ASSERT_TRUE(database) << database.error().message;
  const auto problems = (*database)->integrity_problems();
  ASSERT_TRUE(problems) << problems.error().message;
  EXPECT_THAT(*problems, Not(ElementsAre()));
  const Result<> read = (*database)->read([](Reader& reader) {
    return reader.query("SELECT SUM(LENGTH(body)) FROM note", {}, [](const Row&) { return true; });
  });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::Corrupted);
}

TEST(SqliteCopy, IsConsistentWhileOthersWrite) {
  const ScratchDirectory directory;
  auto database = open_ready({.path = directory / "holdfast.db"});
  std::atomic<bool> is_over = false;
  std::atomic<std::int64_t> answered = 0;
  std::thread writer([&] {
    // Two rows in each transaction: an odd count would be half of one.
    for (std::int64_t id = 0; !is_over; id += 2) {
      ASSERT_TRUE(database->write([id](Transaction& transaction) -> Result<> {
        TRY(transaction.execute("INSERT INTO note (id) VALUES ($1), ($1 + 1)", {id}));
        return {};
      }));
      answered += 2;
    }
  });
  while (answered < 200) std::this_thread::yield();
  const std::int64_t before = answered;
  const Result<> copied = database->copy_to(directory / "copy.db");
  is_over = true;
  writer.join();
  ASSERT_TRUE(copied) << copied.error().message;
  EXPECT_FALSE(std::filesystem::exists(directory / "copy.db.partial"));
  const auto copy = open_ready({.path = directory / "copy.db"});
  EXPECT_GE(count(*copy), before);
  EXPECT_EQ(count(*copy) % 2, 0);
  const auto problems = copy->integrity_problems();
  ASSERT_TRUE(problems);
  EXPECT_THAT(*problems, ElementsAre());
}

TEST(SqliteCopy, OverwritesNothing) {
  const ScratchDirectory directory;
  const auto database = open_ready({.path = directory / "holdfast.db"});
  std::ofstream(directory / "precious") << "precious";
  const Result<> copied = database->copy_to(directory / "precious");
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().code, ErrorCode::Conflict);
  EXPECT_EQ(std::filesystem::file_size(directory / "precious"), 8U);
  const Result<> nowhere = database->copy_to(directory / "missing/copy.db");
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, ErrorCode::NotFound);
}

// An erased key is gone from the file, not only from the table.
TEST(SqliteErasure, LeavesNoTraceInTheFile) {
  const ScratchDirectory directory;
  const std::string path = directory / "holdfast.db";
  const std::string secret = "erase-me-4242424242";
  {
    const auto database = open_ready({.path = path});
    ASSERT_TRUE(add_note(*database, 1, secret));
    ASSERT_TRUE(add_note(*database, 2, "other"));
    ASSERT_TRUE(database->write([](Transaction& transaction) -> Result<> {
      TRY(transaction.execute("DELETE FROM note WHERE id = 1", {}));
      return {};
    }));
  }
  std::ifstream file(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(content, HasSubstr("other"));
  EXPECT_THAT(content, Not(HasSubstr(secret)));
}

// A child writes until it is killed; what it was told is written is there.
TEST(SqliteKill, AnsweredWritesSurviveTheProcess) {
  for (int round = 0; round < 5; ++round) {
    const ScratchDirectory directory;
    const std::string path = directory / "holdfast.db";
    std::array<int, 2> answers{};
    ASSERT_EQ(pipe2(answers.data(), O_CLOEXEC), 0);
    const pid_t child = fork();
    if (child == 0) {
      const auto database = open_ready({.path = path});
      for (std::int64_t id = 0;; ++id) {
        if (!add_note(*database, id)) _exit(1);
        if (write(answers[1], &id, sizeof(id)) != sizeof(id)) _exit(1);
      }
    }
    close(answers[1]);
    std::int64_t last = -1;
    while (last < 100 + round * 97) ASSERT_EQ(read(answers[0], &last, sizeof(last)), 8);
    kill(child, SIGKILL);
    while (read(answers[0], &last, sizeof(last)) == sizeof(last)) {
    }
    close(answers[0]);
    waitpid(child, nullptr, 0);
    const auto database = open_ready({.path = path});
    EXPECT_GE(count(*database), last + 1);
  }
}

using SqliteDeathTest = testing::Test;

TEST(SqliteDeathTest, WritingWithinAWriteIsABug) {
  const ScratchDirectory directory;  // The child that dies leaves its files behind.
  EXPECT_DEATH(
      {
        const auto database = open_ready({.path = directory / "holdfast.db"});
        (void)database->write([&](Transaction&) { return add_note(*database, 1); });
      },
      "is_own_thread");
}

TEST(SqliteDeathTest, WorkThatThrowsIsABug) {
  const ScratchDirectory directory;  // The child that dies leaves its files behind.
  EXPECT_DEATH(
      {
        const auto database = open_ready({.path = directory / "holdfast.db"});
        (void)database->write([](Transaction&) -> Result<> { throw std::runtime_error("oops"); });
      },
      "oops");
}

TEST(SqliteDeathTest, AWrongNumberOfParametersIsABug) {
  const ScratchDirectory directory;  // The child that dies leaves its files behind.
  EXPECT_DEATH(
      {
        const auto database = open_ready({.path = directory / "holdfast.db"});
        (void)database->read([](Reader& reader) -> Result<> {
          TRY(reader.query_integer("SELECT $1 + $2", {std::int64_t{1}}));
          return {};
        });
      },
      "parameter_count");
}

// The directory of the database that this process has open.
std::string open_directory() {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code failure;
    const std::filesystem::path target = std::filesystem::read_symlink(entry.path(), failure);
    if (target.filename() == "holdfast.db") return target.parent_path();
  }
  return "";
}

TEST(SqliteInMemory, LeavesNothingBehind) {
  auto database = open_ready({.path = ":memory:"});
  ASSERT_TRUE(add_note(*database, 1));
  EXPECT_EQ(count(*database), 1);
  const std::string directory = open_directory();
  ASSERT_TRUE(std::filesystem::exists(directory)) << directory;
  database.reset();
  EXPECT_FALSE(std::filesystem::exists(directory));
}

}  // namespace
}  // namespace holdfast::store

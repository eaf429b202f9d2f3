// What every backend promises to many at once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "platform/store/database.h"
#include "platform/store/testing/contract_test.h"

namespace holdfast::store {
namespace {

class Concurrency : public ContractTest {};

INSTANTIATE_TEST_SUITE_P(Databases, Concurrency, every_database(), database_name);

TEST_P(Concurrency, AReadSeesOneMomentHoweverLongItTakes) {
  ASSERT_TRUE(add_note(1));
  ASSERT_TRUE(database().read([&](Reader& reader) -> Result<> {
    EXPECT_EQ(TRY(reader.query_integer("SELECT COUNT(*) FROM note", {})), 1);
    EXPECT_TRUE(add_note(2));
    EXPECT_EQ(TRY(reader.query_integer("SELECT COUNT(*) FROM note", {})), 1);
    EXPECT_EQ(count(), 2);  // A read within a read has a moment of its own.
    return {};
  }));
}

TEST_P(Concurrency, AReadSeesEveryWriteAnsweredBefore) {
  for (std::int64_t id = 1; id <= 200; ++id) {
    ASSERT_TRUE(add_note(id));
    ASSERT_EQ(count(), id);
  }
}

// Of many at once, those that fail take nobody with them.
TEST_P(Concurrency, ConcurrentWritesFailAlone) {
  constexpr int kThreads = 8;
  constexpr int kEach = 50;
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kEach; ++i) {
        const std::int64_t id = thread * kEach + i;
        const Result<> written = database().write([&](Transaction& transaction) -> Result<> {
          TRY(transaction.execute("INSERT INTO note (id) VALUES ($1)", {id}));
          if (i % 5 == 0) {
            TRY(transaction.execute("INSERT INTO note (id) VALUES ($1)", {id}));
          }
          TRY(transaction.execute("INSERT INTO note_line (note_id, line) VALUES ($1, 'x')", {id}));
          return {};
        });
        if (!written) {
          EXPECT_EQ(written.error().code, ErrorCode::Conflict);
          ++failed;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, kThreads * kEach / 5);
  EXPECT_EQ(count(), kThreads * kEach * 4 / 5);
  EXPECT_EQ(count("note_line"), count());
}

// Read, then write what was read plus one: nothing is lost, whatever the isolation.
TEST_P(Concurrency, ConcurrentChangesOfOneRowAllCount) {
  constexpr int kThreads = 4;
  constexpr int kEach = 10;
  ASSERT_TRUE(add_note(1));
  ASSERT_TRUE(database().write([](Transaction& transaction) -> Result<> {
    TRY(transaction.execute("UPDATE note SET grade = 0", {}));
    return {};
  }));
  const Work add_one = [](Transaction& transaction) -> Result<> {
    double grade = 0;
    TRY(transaction.query("SELECT grade FROM note WHERE id = 1", {}, [&](const Row& row) {
      grade = row.real(0);
      return true;
    }));
    TRY(transaction.execute("UPDATE note SET grade = $1 WHERE id = 1", {grade + 1}));
    return {};
  };
  std::atomic<int> done = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    const Isolation isolation = thread % 2 == 0 ? Isolation::Serial : Isolation::Snapshot;
    threads.emplace_back([&, isolation] {
      for (int i = 0; i < kEach; ++i) {
        const Result<> written = database().write(add_one, isolation);
        if (written) {
          ++done;
        } else {
          EXPECT_EQ(written.error().code, ErrorCode::Conflict);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(done, 0);
  ASSERT_TRUE(database().read([&](Reader& reader) {
    return reader.query("SELECT grade FROM note", {}, [&](const Row& row) {
      EXPECT_EQ(row.real(0), done.load());
      return true;
    });
  }));
}

// Each adds a row only when there is none: in any order, one after the other, that is one row. No
// constraint says so, and each adds another row, so only serial isolation notices.
TEST_P(Concurrency, SerialWorkIsAsIfOneCameAfterTheOther) {
  std::vector<std::thread> threads;
  for (std::int64_t thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      EXPECT_TRUE(database().write([thread](Transaction& transaction) -> Result<> {
        if (TRY(transaction.query_integer("SELECT COUNT(*) FROM note", {})) != 0) return {};
        TRY(transaction.execute("INSERT INTO note (id) VALUES ($1)", {thread}));
        return {};
      }));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count(), 1);
}

TEST_P(Concurrency, AsynchronousWritesAreAnsweredEachOnce) {
  constexpr int kWrites = 500;
  std::latch all(kWrites);
  std::atomic<int> succeeded = 0;
  for (std::int64_t id = 0; id < kWrites; ++id) {
    database().write_async(
        [id](Transaction& transaction) -> Result<> {
          TRY(transaction.execute("INSERT INTO note (id) VALUES ($1)", {id % 400}));
          return {};
        },
        [&](Result<> result) {
          if (result) ++succeeded;
          all.count_down();
        });
  }
  all.wait();
  EXPECT_EQ(succeeded, 400);
  EXPECT_EQ(count(), 400);
}

TEST_P(Concurrency, ClosingAnswersWhatStillWaits) {
  constexpr int kWrites = 200;
  std::atomic<int> answered = 0;
  for (std::int64_t id = 0; id < kWrites; ++id) {
    database().write_async(
        [id](Transaction& transaction) -> Result<> {
          TRY(transaction.execute("INSERT INTO note (id) VALUES ($1)", {id}));
          return {};
        },
        [&](Result<> result) {
          EXPECT_TRUE(result);
          ++answered;
        });
  }
  close();
  EXPECT_EQ(answered, kWrites);
  EXPECT_EQ(count(), kWrites);
}

}  // namespace
}  // namespace holdfast::store

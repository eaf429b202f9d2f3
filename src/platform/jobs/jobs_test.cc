#include "platform/jobs/jobs.h"

#include <atomic>
#include <future>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "platform/store/testing/test_databases.h"

namespace holdfast::jobs {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class JobsTest : public store::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    ASSERT_TRUE(database().migrate(migrations()));
    restart();
  }
  void TearDown() override {
    jobs_.reset();
    DatabaseTest::TearDown();
  }
  void restart() {
    jobs_.reset();
    jobs_ = make_jobs();
  }
  std::unique_ptr<Jobs> make_jobs() { return std::make_unique<Jobs>(database(), clock_, ids_); }

  Uuid schedule(milliseconds in = milliseconds(0), std::string_view payload = "{}",
                std::string_view kind = "test.work") {
    Uuid id;
    EXPECT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
      id = TRY(jobs_->schedule(transaction, kind, clock_.now() + in, payload));
      return {};
    }));
    return id;
  }
  Handler note_payload() {
    return [this](const Job& job) -> Result<> {
      ran_.push_back(job.payload);
      return {};
    };
  }
  // Fails `failures` times, then works.
  Handler fail_first(int failures) {
    return [this, failures](const Job& job) -> Result<> {
      attempts_.push_back(job.attempt);
      if (job.attempt <= failures) return Error{ErrorCode::Unavailable, "not yet"};
      return {};
    };
  }
  std::size_t run() { return *jobs_->run_due(); }
  std::int64_t rows() {
    std::int64_t count = 0;
    EXPECT_TRUE(database().read([&](store::Reader& reader) -> Result<> {
      count = *TRY(reader.query_integer("SELECT COUNT(*) FROM job", {}));
      return {};
    }));
    return count;
  }

  ManualClock clock_;
  SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  std::unique_ptr<Jobs> jobs_;
  std::vector<std::string> ran_;
  std::vector<int> attempts_;
};

INSTANTIATE_TEST_SUITE_P(Databases, JobsTest, store::test_databases(), store::database_name);

TEST_P(JobsTest, AJobRunsOnceAndNotBeforeItIsDue) {
  jobs_->handle("test.work", note_payload());
  schedule(minutes(5), R"({"n":1})");
  EXPECT_EQ(run(), 0U);
  clock_.advance(minutes(5) - milliseconds(1));
  EXPECT_EQ(run(), 0U);
  clock_.advance(milliseconds(1));
  EXPECT_EQ(run(), 1U);
  EXPECT_EQ(run(), 0U);
  EXPECT_EQ(ran_, std::vector<std::string>{R"({"n":1})"});
  EXPECT_EQ(rows(), 0);
}

TEST_P(JobsTest, EarlierOnesRunFirst) {
  jobs_->handle("test.work", note_payload());
  schedule(seconds(3), "\"3\"");
  schedule(seconds(1), "\"1\"");
  schedule(seconds(2), "\"2\"");
  clock_.advance(seconds(10));
  EXPECT_EQ(run(), 3U);
  EXPECT_EQ(ran_, (std::vector<std::string>{"\"1\"", "\"2\"", "\"3\""}));
}

TEST_P(JobsTest, AJobOfARolledBackTransactionNeverRuns) {
  jobs_->handle("test.work", note_payload());
  EXPECT_FALSE(database().write([&](store::Transaction& transaction) -> Result<> {
    TRY(jobs_->schedule(transaction, "test.work", clock_.now(), "{}"));
    return Error{ErrorCode::Conflict, "rolled back by the test"};
  }));
  EXPECT_EQ(run(), 0U);
}

TEST_P(JobsTest, AJobSurvivesARestart) {
  const Uuid id = schedule();
  restart();
  jobs_->handle("test.work", [&](const Job& job) -> Result<> {
    EXPECT_EQ(job.id, id);
    EXPECT_EQ(job.kind, "test.work");
    ran_.push_back(job.payload);
    return {};
  });
  EXPECT_EQ(run(), 1U);
}

TEST_P(JobsTest, ACancelledJobDoesNotRun) {
  jobs_->handle("test.work", note_payload());
  const Uuid id = schedule();
  bool was_there = false;
  const auto cancel = [&](store::Transaction& transaction) -> Result<> {
    was_there = TRY(jobs_->cancel(transaction, id));
    return {};
  };
  ASSERT_TRUE(database().write(cancel));
  EXPECT_TRUE(was_there);
  ASSERT_TRUE(database().write(cancel));
  EXPECT_FALSE(was_there);
  EXPECT_EQ(run(), 0U);
}

TEST_P(JobsTest, JobsNobodyHandlesWait) {
  schedule(milliseconds(0), "{}", "other.work");
  jobs_->handle("test.work", note_payload());
  EXPECT_EQ(run(), 0U);
  EXPECT_EQ(rows(), 1);
}

TEST_P(JobsTest, AFailureIsTriedAgainWithGrowingWaits) {
  jobs_->handle("test.work", fail_first(4), {.first = seconds(1), .longest = seconds(5)});
  schedule();
  EXPECT_EQ(run(), 1U);
  for (const int wait : {1, 2, 4, 5}) {
    clock_.advance(seconds(wait) - milliseconds(1));
    EXPECT_EQ(run(), 0U) << wait;
    clock_.advance(milliseconds(1));
    EXPECT_EQ(run(), 1U) << wait;
  }
  EXPECT_EQ(attempts_, (std::vector<int>{1, 2, 3, 4, 5}));
  EXPECT_EQ(rows(), 0);
}

TEST_P(JobsTest, AJobThatNeverWorksIsGivenUpAndKeptToLookAt) {
  jobs_->handle("test.work", fail_first(100), {.first = seconds(1), .attempts_max = 3});
  schedule();
  for (int i = 0; i < 10; ++i) {
    run();
    clock_.advance(hours(1));
  }
  EXPECT_EQ(attempts_, (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(rows(), 1);
  clock_.advance(hours(24 * 31));
  run();
  EXPECT_EQ(rows(), 0);
}

// The process that dies while it works on a job leaves a lease; nobody else may begin before its
// end.
TEST_P(JobsTest, ALeasedJobDoesNotRunTwiceUntilTheLeaseEnds) {
  const auto other = make_jobs();
  int runs_elsewhere = 0;
  other->handle("test.work",
                [&](const Job&) -> Result<> {
                  ++runs_elsewhere;
                  return {};
                },
                {.lease = minutes(5)});
  jobs_->handle("test.work",
                [&](const Job&) -> Result<> {
                  EXPECT_EQ(*other->run_due(), 0U);  // While we work, within the lease.
                  clock_.advance(minutes(5));        // We hang until the lease has ended.
                  EXPECT_EQ(*other->run_due(), 1U);
                  return {};
                },
                {.lease = minutes(5)});
  schedule();
  EXPECT_EQ(run(), 1U);
  EXPECT_EQ(runs_elsewhere, 1);
  EXPECT_EQ(rows(), 0);
}

// Whoever lost the lease must not settle a job that another process works on.
TEST_P(JobsTest, AJobThatWasTakenOverIsLeftToItsNewOwner) {
  const auto other = make_jobs();
  other->handle("test.work", [&](const Job&) -> Result<> {
    return Error{ErrorCode::Unavailable, "the second one fails"};
  });
  jobs_->handle("test.work", [&](const Job&) -> Result<> {
    clock_.advance(minutes(6));
    EXPECT_EQ(*other->run_due(), 1U);
    return {};
  });
  schedule();
  EXPECT_EQ(run(), 1U);
  EXPECT_EQ(rows(), 1) << "the second owner's retry was removed";
}

TEST_P(JobsTest, RegularWorkRunsAtOnceAndThenEveryInterval) {
  jobs_->every("test.sweep", minutes(10), note_payload());
  EXPECT_EQ(run(), 1U);
  EXPECT_EQ(run(), 0U);
  for (int i = 0; i < 5; ++i) {
    clock_.advance(minutes(10));
    EXPECT_EQ(run(), 1U);
    EXPECT_EQ(run(), 0U);
  }
  clock_.advance(hours(24));  // Nobody ran for a day: once is enough.
  EXPECT_EQ(run(), 1U);
  EXPECT_EQ(run(), 0U);
}

TEST_P(JobsTest, RegularWorkIsSharedByAllProcesses) {
  const auto other = make_jobs();
  jobs_->every("test.sweep", minutes(10), note_payload());
  other->every("test.sweep", minutes(10), note_payload());
  EXPECT_EQ(run() + *other->run_due(), 1U);
  clock_.advance(minutes(10));
  EXPECT_EQ(*other->run_due() + run(), 1U);
}

TEST_P(JobsTest, RegularWorkIsNeverGivenUp) {
  jobs_->every("test.sweep", minutes(10), fail_first(50), {.first = minutes(1), .attempts_max = 2});
  for (int i = 0; i < 51; ++i) {
    EXPECT_EQ(run(), 1U) << i;
    clock_.advance(minutes(10));
  }
  EXPECT_EQ(attempts_.back(), 51);
  EXPECT_EQ(run(), 1U);
  EXPECT_EQ(attempts_.back(), 1) << "attempts begin anew after a success";
}

TEST_P(JobsTest, AShorterIntervalCountsFromTheNextStart) {
  jobs_->every("test.sweep", hours(24), note_payload());
  EXPECT_EQ(run(), 1U);
  restart();
  jobs_->every("test.sweep", minutes(1), note_payload());
  EXPECT_EQ(run(), 0U);
  clock_.advance(minutes(1));
  EXPECT_EQ(run(), 1U);
}

TEST_P(JobsTest, ThreadsRunEachJobOnce) {
  std::atomic<int> runs = 0;
  std::promise<void> done;
  jobs_->handle("test.work", [&](const Job&) -> Result<> {
    if (++runs == 40) done.set_value();
    return {};
  });
  for (int i = 0; i < 20; ++i) schedule();
  jobs_->start();
  for (int i = 0; i < 20; ++i) schedule();
  jobs_->wake();
  done.get_future().wait();
  jobs_->stop();
  EXPECT_EQ(runs, 40);
  EXPECT_EQ(rows(), 0);
}

TEST_P(JobsTest, AnIdleThreadWakesForNewWork) {
  std::promise<void> first;
  std::promise<void> second;
  std::atomic<int> runs = 0;
  jobs_->handle("test.work", [&](const Job&) -> Result<> {
    (++runs == 1 ? first : second).set_value();
    return {};
  });
  jobs_->start();
  schedule();
  jobs_->wake();
  first.get_future().wait();
  schedule();
  jobs_->wake();
  second.get_future().wait();
  jobs_->stop();
}

}  // namespace
}  // namespace holdfast::jobs

#include "platform/sandbox/pool.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/sandbox/extractor.h"
#include "platform/sandbox/sanitizers.h"

namespace holdfast::sandbox {
namespace {

using namespace std::chrono_literals;
using extract::MediaType;
using testing::HasSubstr;

PoolOptions options() {
  PoolOptions options;
  options.program = HOLDFAST_HOSTILE_WORKER;
  options.worker_count = 1;
  options.item_time_max = 10s;
  return options;
}

// What the worker answered to an order, or why there is no answer.
std::string told(Pool& pool, std::string_view order) {
  auto document = Extractor(pool).read_as(MediaType::Mail, as_bytes(order));
  if (!document) return "unavailable: " + document.error().message;
  const extract::Part& part = document->parts.at(0);
  return part.unreadable.empty() ? part.text : part.unreadable;
}

std::size_t open_files() {
  const std::filesystem::directory_iterator files("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

TEST(Pool, AWorkerAnswers) {
  Pool pool(options());
  EXPECT_EQ(told(pool, "hello"), "hello");
  EXPECT_EQ(told(pool, ""), "");
  const std::string large(20'000'000, 'x');
  EXPECT_EQ(told(pool, large), large);
}

TEST(Pool, ACrashCostsOneFileAndOneWorker) {
  Pool pool(options());
  const std::string first = told(pool, "pid");
  EXPECT_EQ(told(pool, "crash"), "the file made its reader fail");
  EXPECT_EQ(told(pool, "abort"), "the file made its reader fail");
  const std::string second = told(pool, "pid");
  EXPECT_NE(first, second);
  EXPECT_EQ(told(pool, "hello"), "hello");
}

TEST(Pool, AnEndlessLoopEndsAtItsTime) {
  PoolOptions hasty = options();
  hasty.item_time_max = 200ms;
  Pool pool(hasty);
  EXPECT_EQ(told(pool, "loop"), "limit exceeded: reading took longer than 200 ms");
  EXPECT_EQ(told(pool, "hello"), "hello");
}

TEST(Pool, ProcessorTimeIsLimitedToo) {
  PoolOptions frugal = options();
  frugal.cpu_time = 1s;
  frugal.item_time_max = 100s;  // on a busy machine a second of work takes long
  Pool pool(frugal);
  EXPECT_EQ(told(pool, "loop"),
            "limit exceeded: reading takes more processor time than is allowed");
}

TEST(Pool, MemoryIsLimited) {
  if (kIsSanitized) GTEST_SKIP() << "sanitizers cannot run under a limit of addresses";
  PoolOptions small = options();
  small.memory_bytes = 256U << 20;
  Pool pool(small);
  EXPECT_EQ(told(pool, "memory"), "limit exceeded: reading takes more memory than is allowed");
  EXPECT_EQ(told(pool, "hello"), "hello");
}

// What a taken-over reader would try next: each is the end of it.
TEST(Pool, NothingOutsideCanBeReached) {
  Pool pool(options());
  for (const char* deed : {"file", "socket", "process", "program", "kill", "code", "silence"}) {
    EXPECT_EQ(told(pool, deed), "the file made its reader try what a reader may not do") << deed;
  }
  EXPECT_EQ(told(pool, "hello"), "hello");
}

TEST(Pool, AnAnswerIsNotBelievedForBeingOne) {
  PoolOptions hasty = options();
  hasty.item_time_max = 2s;
  Pool pool(hasty);
  EXPECT_EQ(told(pool, "nonsense"), "the file made its reader fail");
  EXPECT_EQ(told(pool, "flood"), "limit exceeded: more text than is allowed");
  EXPECT_EQ(told(pool, "error"), "limit exceeded: as told");
}

TEST(Pool, WorkersAreReplacedAfterSoManyFiles) {
  PoolOptions often = options();
  often.items_per_worker = 2;
  Pool pool(often);
  const std::string first = told(pool, "pid");
  EXPECT_EQ(told(pool, "pid"), first);
  EXPECT_NE(told(pool, "pid"), first);
}

TEST(Pool, AWorkerThatRetiresIsReplacedAndNotTriedForEver) {
  Pool pool(options());
  EXPECT_THAT(told(pool, "retire"), HasSubstr("unavailable: the reader retired"));
  EXPECT_EQ(told(pool, "hello"), "hello");
}

TEST(Pool, AnIdleWorkerGivesItsMemoryBack) {
  PoolOptions restless = options();
  restless.idle_time_max = 1ms;
  Pool pool(restless);
  const pid_t worker = std::stoi(told(pool, "pid"));
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, worker, 0));
  if (handle >= 0) {  // else it is gone already
    pollfd end{handle, POLLIN, 0};
    EXPECT_EQ(poll(&end, 1, 10'000), 1);
    close(handle);
  }
  EXPECT_EQ(told(pool, "hello"), "hello");
}

TEST(Pool, FilesBeyondTheQueueAreRefused) {
  PoolOptions narrow = options();
  narrow.queue_max = 1;
  narrow.item_time_max = 300ms;
  Pool pool(narrow);
  std::atomic<int> refused{0};
  std::atomic<int> ended{0};
  std::vector<std::thread> senders;
  for (int i = 0; i < 8; ++i) {
    senders.emplace_back([&] {
      const bool is_refused = told(pool, "loop").starts_with("unavailable: too many files");
      ++(is_refused ? refused : ended);
    });
  }
  for (std::thread& sender : senders) sender.join();
  EXPECT_GE(refused, 1);
  EXPECT_GE(ended, 1);
}

TEST(Pool, ManyThreadsShareFewWorkers) {
  PoolOptions shared = options();
  shared.worker_count = 2;
  shared.items_per_worker = 7;
  Pool pool(shared);
  std::atomic<int> wrong{0};
  std::vector<std::thread> senders;
  for (int i = 0; i < 8; ++i) {
    senders.emplace_back([&pool, &wrong, i] {
      for (int n = 0; n < 25; ++n) {
        const bool is_crash = n % 10 == 5;
        const std::string order = is_crash ? "crash" : std::to_string(i * 100 + n);
        const std::string expected = is_crash ? "the file made its reader fail" : order;
        if (told(pool, order) != expected) ++wrong;
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Pool, NothingIsLeftBehind) {
  const std::size_t before = open_files();
  {
    Pool pool(options());
    EXPECT_EQ(told(pool, "hello"), "hello");
    told(pool, "crash");
    EXPECT_EQ(told(pool, "hello"), "hello");
  }
  EXPECT_EQ(open_files(), before);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(Pool, AMissingProgramIsUnavailableAndPolicyMayStillDecide) {
  PoolOptions missing = options();
  missing.program = "/nonexistent/holdfast-extract";
  Pool pool(missing);
  EXPECT_THAT(told(pool, "hello"), HasSubstr("unavailable: cannot start"));
  const auto document = Extractor(pool).extract_any(as_bytes("From: a\nTo: b\n\nx"));
  EXPECT_FALSE(document.is_readable());
}

TEST(Pool, AProgramThatIsNoWorkerIsUnavailable) {
  PoolOptions wrong = options();
  wrong.program = "/bin/true";
  Pool pool(wrong);
  EXPECT_THAT(told(pool, "hello"), HasSubstr("unavailable: cannot start"));
}

// Runs `body` in a process of its own and returns its exit code.
template <typename Body>
int in_process(Body body) {
  const pid_t pid = fork();
  if (pid == 0) _exit(body());
  int status = 0;
  EXPECT_EQ(waitpid(pid, &status, 0), pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Pool, AnOrdinaryUserHasTheSameSandbox) {
  constexpr uid_t kNobody = 65534;
  if (geteuid() != 0) GTEST_SKIP() << "every other test has shown it";
  EXPECT_EQ(in_process([] {
              if (setgid(kNobody) != 0 || setuid(kNobody) != 0) return 1;
              if (access(HOLDFAST_HOSTILE_WORKER, X_OK) != 0) return 0;  // built out of reach
              Pool pool(options());
              if (told(pool, "hello") != "hello") return 2;
              return told(pool, "file").ends_with("may not do") ? 0 : 3;
            }),
            0);
}

// A server that is killed leaves no reader behind.
TEST(Pool, WorkersDieWithTheirServer) {
  std::array<int, 2> pipe_ends;
  ASSERT_EQ(pipe(pipe_ends.data()), 0);
  const pid_t server = fork();
  if (server == 0) {
    Pool pool(options());
    const std::string worker = told(pool, "pid");
    if (write(pipe_ends[1], worker.data(), worker.size()) < 0) _exit(1);
    pause();
    _exit(0);
  }
  std::array<char, 32> text{};
  ASSERT_GT(read(pipe_ends[0], text.data(), text.size() - 1), 0);
  const int worker = static_cast<int>(syscall(SYS_pidfd_open, std::stoi(text.data()), 0));
  ASSERT_GE(worker, 0);
  kill(server, SIGKILL);
  waitpid(server, nullptr, 0);
  pollfd end{worker, POLLIN, 0};
  EXPECT_EQ(poll(&end, 1, 10'000), 1);
  for (const int fd : {worker, pipe_ends[0], pipe_ends[1]}) close(fd);
}

TEST(Extractor, TextAndJsonNeedNoWorker) {
  PoolOptions missing = options();
  missing.program = "/nonexistent/holdfast-extract";
  Pool pool(missing);
  Extractor extractor(pool);
  EXPECT_EQ(extractor.extract_any(as_bytes("hello")).parts.at(0).text, "hello");
  EXPECT_EQ(extractor.extract_any(as_bytes(R"({"a":1})")).parts.at(0).text, "a: 1\n");
  EXPECT_EQ(extractor.extract_any(as_bytes("{broken"), "application/json").parts.at(0).text,
            "{broken");
  EXPECT_FALSE(extractor.extract_any(as_bytes("%PDF-1.7")).is_readable());
}

}  // namespace
}  // namespace holdfast::sandbox

// Durable timers: work that is due at a time, once or regularly, and survives a restart.
//
// A job is scheduled in the transaction that wants it done. When it is due, one thread of one
// process leases it and runs its kind's handler; a handler that fails, or a process that dies,
// makes it due again later. So a job runs at least once and never twice at the same time while its
// lease lasts: handlers are idempotent by job id.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "platform/store/database.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::jobs {

struct Job {
  Uuid id;
  std::string kind;
  std::string payload;  // JSON object, nothing sensitive: it is stored in clear
  Timestamp due{};
  int attempt = 1;  // this one included
};

using Handler = std::function<Result<>(const Job&)>;

struct RetryPolicy {
  std::chrono::milliseconds first{1'000};  // doubling with every attempt
  std::chrono::milliseconds longest{std::chrono::hours(1)};
  int attempts_max = 20;  // then it is given up: logged, kept for 30 days, never run again
  // Longer than the handler can take. When it runs out, another process may begin the same job.
  std::chrono::milliseconds lease{std::chrono::minutes(5)};
};

struct JobsOptions {
  int threads = 2;
  std::chrono::milliseconds poll_every{1'000};  // for what no wake() told of
};

// Thread-safe after start().
class Jobs {
 public:
  // `metrics` may be null.
  Jobs(store::Database& database, const Clock& clock, IdSource& ids, JobsOptions options = {},
       telemetry::Metrics* metrics = nullptr);
  ~Jobs();

  // Before start(): who runs jobs of this kind. Jobs of other kinds wait.
  void handle(std::string kind, Handler handler, RetryPolicy policy = {});

  // Before start(): runs `work` now and then every `interval`, in one process at a time. Times
  // missed while nobody ran are made up for by one run. A failure is retried by `first` and
  // `longest`, and at the latest after `interval`; it is never given up.
  void every(std::string kind, std::chrono::milliseconds interval, Handler work,
             RetryPolicy policy = {});

  // Within the transaction that wants it. Call wake() after the commit when it is due at once.
  Result<Uuid> schedule(store::Transaction& transaction, std::string_view kind, Timestamp due,
                        std::string_view payload);
  // False: it is done already, or was never scheduled. A handler that runs now is not stopped.
  Result<bool> cancel(store::Transaction& transaction, const Uuid& job);

  void start();
  void stop();  // waits for running handlers
  void wake();

  // Runs what is due by the clock on the caller's thread, until nothing is, and returns how many
  // handlers ran. For tests and for commands that work once.
  Result<std::size_t> run_due();

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

// The schema steps of this module, for Database::migrate.
std::vector<store::Migration> migrations();

}  // namespace holdfast::jobs

#include "platform/jobs/jobs.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

#include "base/check.h"
#include "base/embedded.h"
#include "base/sha256.h"
#include "platform/jobs/store.h"
#include "platform/telemetry/log.h"

namespace holdfast {
extern const EmbeddedFile jobs_schema[];
extern const std::size_t jobs_schema_count;
}  // namespace holdfast

namespace holdfast::jobs {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::hours kGivenUpKept{30 * 24};

struct Kind {
  Handler handler;
  RetryPolicy policy;
  std::optional<milliseconds> interval;  // of regular work
  telemetry::Counter done;
  telemetry::Counter failed;
};

// Regular work has one row, known by its kind, so that all processes share it.
Uuid id_of_regular(std::string_view kind) {
  const Hash hash = sha256({as_bytes("every "), as_bytes(kind)});
  Uuid id;
  std::copy_n(hash.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

milliseconds wait_after(const RetryPolicy& policy, int attempt) {
  milliseconds wait = policy.first;
  for (int i = 1; i < attempt && wait < policy.longest; ++i) wait *= 2;
  return std::min(wait, policy.longest);
}

}  // namespace

struct Jobs::Impl {
  store::Database& database;
  const Clock& clock;
  IdSource& ids;
  const JobsOptions options;
  telemetry::Metrics* const metrics;

  std::map<std::string, Kind, std::less<>> kinds;
  std::vector<std::string> kind_names;

  std::mutex mutex;
  std::condition_variable has_changed;
  bool is_running = false;
  std::uint64_t wakes = 0;
  std::vector<std::thread> threads;

  void add(std::string kind, Kind what) {
    CHECK(!is_running && !kinds.contains(kind));
    kind_names.push_back(kind);
    if (metrics != nullptr) {
      what.done = metrics->counter(telemetry::Family::JobsRun, {kind, "ok"});
      what.failed = metrics->counter(telemetry::Family::JobsRun, {kind, "failed"});
    }
    kinds.emplace(std::move(kind), std::move(what));
  }

  // Rows of regular work that are not there yet, or whose interval has become shorter.
  Result<> prepare() {
    return database.write([this](store::Transaction& transaction) -> Result<> {
      const Timestamp now = clock.now();
      for (const auto& [name, kind] : kinds) {
        if (!kind.interval) continue;
        const Uuid id = id_of_regular(name);
        TRY(insert_job(transaction, {.id = id, .kind = name, .payload = "{}", .due = now}));
        TRY(advance_job(transaction, id, now + *kind.interval));
      }
      return delete_given_up(transaction, now - kGivenUpKept);
    });
  }

  // Nothing when no job is due.
  Result<std::optional<LeasedJob>> lease_next() {
    while (true) {
      const Timestamp now = clock.now();
      std::optional<Job> due;
      TRY(database.read([&](store::Reader& reader) -> Result<> {
        due = TRY(find_due(reader, kind_names, now));
        return {};
      }));
      if (!due) return std::optional<LeasedJob>();
      const Timestamp until = now + kinds.find(due->kind)->second.policy.lease;
      bool is_ours = false;
      TRY(database.write([&](store::Transaction& transaction) -> Result<> {
        is_ours = TRY(lease_job(transaction, *due, now, until));
        return {};
      }));
      if (is_ours) return std::optional(LeasedJob{.job = *std::move(due), .lease_until = until});
    }
  }

  Result<> run(const LeasedJob& leased) {
    const Job& job = leased.job;
    const Kind& kind = kinds.find(job.kind)->second;
    const Result<> outcome = kind.handler(job);
    (outcome ? kind.done : kind.failed).add();
    if (!outcome) {
      telemetry::log_warning("job {} {} failed in attempt {}: {}", job.kind, to_string(job.id),
                             job.attempt, outcome.error().message);
    }
    return database.write([&](store::Transaction& transaction) {
      return settle(transaction, leased, kind, outcome);
    });
  }

  Result<> settle(store::Transaction& transaction, const LeasedJob& leased, const Kind& kind,
                  const Result<>& outcome) {
    const Job& job = leased.job;
    const Timestamp now = clock.now();
    if (outcome && !kind.interval) return finish_job(transaction, leased);
    if (outcome) {  // Keeps its rhythm, unless that would mean to make up for missed times.
      const Timestamp next = job.due + *kind.interval;
      return put_back_job(transaction, leased,
                          {.due = next > now ? next : now + *kind.interval, .attempts = 0});
    }
    const std::string& error = outcome.error().message;
    milliseconds wait = wait_after(kind.policy, job.attempt);
    if (kind.interval) {
      wait = std::min(wait, *kind.interval);
    } else if (job.attempt >= kind.policy.attempts_max) {
      telemetry::log_error("job {} {} is given up after {} attempts", job.kind, to_string(job.id),
                           job.attempt);
      return give_up_job(transaction, leased, now, error);
    }
    return put_back_job(transaction, leased,
                        {.due = now + wait, .attempts = job.attempt, .last_error = error});
  }

  // False when nothing is due.
  Result<bool> run_next() {
    const std::optional<LeasedJob> leased = TRY(lease_next());
    if (!leased) return false;
    TRY(run(*leased));
    return true;
  }

  milliseconds time_to_next() {
    std::optional<Timestamp> next;
    const Timestamp now = clock.now();
    const Result<> outcome = database.read([&](store::Reader& reader) -> Result<> {
      next = TRY(next_due(reader, kind_names, now));
      return {};
    });
    if (!outcome || !next) return options.poll_every;
    return std::clamp(*next - now, milliseconds(1), options.poll_every);
  }

  void work() {
    bool was_failing = false;
    std::unique_lock lock(mutex);
    while (is_running) {
      const std::uint64_t wakes_before = wakes;
      lock.unlock();
      const Result<bool> outcome = run_next();
      if (!outcome && !was_failing) {
        telemetry::log_error("jobs cannot be read: {}", outcome.error().message);
      }
      was_failing = !outcome;
      const bool has_run = outcome && *outcome;
      const milliseconds wait = has_run   ? milliseconds(0)
                                : outcome ? time_to_next()
                                          : options.poll_every;
      lock.lock();
      if (has_run) continue;
      has_changed.wait_for(lock, wait, [&] { return !is_running || wakes != wakes_before; });
    }
  }
};

Jobs::Jobs(store::Database& database, const Clock& clock, IdSource& ids, JobsOptions options,
           telemetry::Metrics* metrics)
    : impl_(new Impl{.database = database,
                     .clock = clock,
                     .ids = ids,
                     .options = options,
                     .metrics = metrics}) {}

Jobs::~Jobs() { stop(); }

void Jobs::handle(std::string kind, Handler handler, RetryPolicy policy) {
  impl_->add(std::move(kind),
             {.handler = std::move(handler), .policy = policy, .interval = std::nullopt});
}

void Jobs::every(std::string kind, milliseconds interval, Handler work, RetryPolicy policy) {
  CHECK(interval > milliseconds(0));
  impl_->add(std::move(kind), {.handler = std::move(work), .policy = policy, .interval = interval});
}

Result<Uuid> Jobs::schedule(store::Transaction& transaction, std::string_view kind, Timestamp due,
                            std::string_view payload) {
  const Uuid id = impl_->ids.next();
  TRY(insert_job(transaction, {.id = id, .kind = kind, .payload = payload, .due = due}));
  return id;
}

Result<bool> Jobs::cancel(store::Transaction& transaction, const Uuid& job) {
  return delete_job(transaction, job);
}

void Jobs::start() {
  const std::lock_guard lock(impl_->mutex);
  if (impl_->is_running) return;
  const Result<> prepared = impl_->prepare();
  if (!prepared)
    telemetry::log_error("regular jobs were not prepared: {}", prepared.error().message);
  impl_->is_running = true;
  for (int i = 0; i < impl_->options.threads; ++i) {
    impl_->threads.emplace_back([this] { impl_->work(); });
  }
}

void Jobs::stop() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->is_running = false;
  }
  impl_->has_changed.notify_all();
  for (std::thread& thread : impl_->threads) thread.join();
  impl_->threads.clear();
}

void Jobs::wake() {
  {
    const std::lock_guard lock(impl_->mutex);
    ++impl_->wakes;
  }
  impl_->has_changed.notify_all();
}

Result<std::size_t> Jobs::run_due() {
  TRY(impl_->prepare());
  std::size_t count = 0;
  while (TRY(impl_->run_next())) ++count;
  return count;
}

std::vector<store::Migration> migrations() {
  return store::migrations_from("platform/jobs", jobs_schema, jobs_schema_count);
}

}  // namespace holdfast::jobs

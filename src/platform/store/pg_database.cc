// Database on PostgreSQL: pooled connections, each piece of work in a serialisable transaction.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <utility>

#include "base/check.h"
#include "platform/store/connection_pool.h"
#include "platform/store/database.h"
#include "platform/store/guarded_work.h"
#include "platform/store/migrate.h"
#include "platform/store/pg_connection.h"

namespace holdfast::store {
namespace {

using Pool = ConnectionPool<PgConnection>;

constexpr int kAttemptsMax = 20;

// Serialisable work takes this lock shared. Whoever failed twice takes it alone and then has nobody
// to conflict with, so that everybody gets done however many there are.
constexpr int kSharedAttemptsMax = 2;
constexpr const char* kBeginSerial =
    "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT pg_advisory_xact_lock_shared(5206174932847119)";
constexpr const char* kBeginAlone = "BEGIN ISOLATION LEVEL SERIALIZABLE";
constexpr const char* kBeginSnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ";
// Of the session and not of the transaction, whose snapshot must be younger than the lock.
constexpr const char* kLock = "SELECT pg_advisory_lock(5206174932847119)";
constexpr const char* kUnlock = "SELECT pg_advisory_unlock(5206174932847119)";

// Two transactions that met once must not meet again at the same pace.
void wait_before(int attempt) {
  thread_local std::minstd_rand random(std::random_device{}());
  const int longest_us = 500 << std::min(attempt, 6);
  std::this_thread::sleep_for(
      std::chrono::microseconds(std::uniform_int_distribution(0, longest_us)(random)));
}

class PgTransaction final : public Transaction {
 public:
  explicit PgTransaction(PgConnection& connection) : connection_(connection) {}

  using Reader::query;
  using Transaction::execute;
  Result<> query(std::string_view sql, std::span<const Value> parameters,
                 const OnRow& on_row) override {
    if (error_) return *error_;
    return noted(connection_.query(sql, parameters, on_row));
  }
  Result<std::int64_t> execute(std::string_view sql, std::span<const Value> parameters) override {
    if (error_) return *error_;
    return noted(connection_.execute(sql, parameters));
  }
  Result<> run_script(std::string_view text) {
    if (error_) return *error_;
    return noted(connection_.run_script(std::string(text)));
  }

  const std::optional<Error>& error() const { return error_; }
  PgFailure failure() const { return failure_; }

 private:
  template <typename R>
  R noted(R result) {
    if (!result) {
      error_ = result.error();
      failure_ = connection_.last_failure();
    }
    return result;
  }

  PgConnection& connection_;
  std::optional<Error> error_;
  PgFailure failure_ = PgFailure::None;
};

Result<> run_script(Transaction& transaction, std::string_view sql) {
  return static_cast<PgTransaction&>(transaction).run_script(sql);
}

// What one attempt came to.
struct Attempt {
  Result<> result;
  PgFailure failure = PgFailure::None;  // Lost, Serial: it certainly did not commit
};

Attempt attempt(PgConnection& connection, const Work& work, const char* begin) {
  if (Result<> begun = connection.run_script(begin); !begun) {
    const PgFailure failure = connection.last_failure();
    if (connection.is_alive()) (void)connection.run_script("ROLLBACK");
    return {std::move(begun), failure};
  }
  PgTransaction transaction(connection);
  Result<> result = run_guarded(work, transaction);
  if (transaction.error()) {
    if (result) result = *transaction.error();
    if (connection.is_alive()) (void)connection.run_script("ROLLBACK");
    return {std::move(result), transaction.failure()};
  }
  if (!result) {
    (void)connection.run_script("ROLLBACK");
    return {std::move(result)};
  }
  Result<> committed = connection.commit();
  if (committed) return {};
  if (connection.last_failure() == PgFailure::Serial)
    return {std::move(committed), PgFailure::Serial};
  if (connection.last_failure() == PgFailure::Lost) {
    // The server may have committed before it went away: running again could do it twice.
    return {Error{ErrorCode::Unavailable,
                  "PostgreSQL went away during COMMIT: whether it was written is not known"}};
  }
  return {std::move(committed)};
}

Attempt attempt_alone(PgConnection& connection, const Work& work) {
  if (Result<> locked = connection.run_script(kLock); !locked) {
    return {std::move(locked), connection.last_failure()};
  }
  Attempt outcome = attempt(connection, work, kBeginAlone);
  if (connection.is_alive()) (void)connection.run_script(kUnlock);
  return outcome;
}

// Threads for write_async, started with its first call.
class AsyncWriters {
 public:
  AsyncWriters(std::function<Result<>(const Work&, Isolation)> run, int threads_max)
      : run_(std::move(run)), threads_max_(threads_max) {}
  ~AsyncWriters() {
    {
      const std::lock_guard lock(mutex_);
      is_stopping_ = true;
      arrived_.notify_all();
    }
    for (std::thread& thread : threads_) thread.join();
  }

  void submit(Work work, Done done, Isolation isolation) {
    const std::lock_guard lock(mutex_);
    items_.push_back({std::move(work), std::move(done), isolation});
    if (idle_count_ == 0 && static_cast<int>(threads_.size()) < threads_max_) {
      threads_.emplace_back([this] { run(); });
    }
    arrived_.notify_one();
  }

 private:
  struct Item {
    Work work;
    Done done;
    Isolation isolation;
  };

  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      ++idle_count_;
      arrived_.wait(lock, [this] { return is_stopping_ || !items_.empty(); });
      --idle_count_;
      if (items_.empty()) return;
      auto [work, done, isolation] = std::move(items_.front());
      items_.pop_front();
      lock.unlock();
      Result<> result = run_(work, isolation);
      work = nullptr;
      done(std::move(result));
      done = nullptr;
      lock.lock();
    }
  }

  const std::function<Result<>(const Work&, Isolation)> run_;
  const int threads_max_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Item> items_;
  std::vector<std::thread> threads_;
  int idle_count_ = 0;
  bool is_stopping_ = false;
};

class PgDatabase final : public Database {
 public:
  explicit PgDatabase(const PostgresOptions& options)
      : write_pool_(opener(options.connection), options.writers),
        read_pool_(opener(options.connection), options.readers),
        is_read_only_(options.read_only),
        async_([this](const Work& work, Isolation isolation) { return run(work, isolation); },
               options.writers) {}

  // Opens the first connection, so that a wrong string or a missing server is found at once.
  Result<> connect() {
    TRY((is_read_only_ ? read_pool_ : write_pool_).acquire());
    return {};
  }

  Result<> write(Work work, Isolation isolation) override {
    if (is_read_only_) return refusal();
    return run(work, isolation);
  }
  void write_async(Work work, Done done, Isolation isolation) override {
    if (is_read_only_) return done(refusal());
    async_.submit(std::move(work), std::move(done), isolation);
  }

  Result<> read(const std::function<Result<>(Reader&)>& work) override {
    const Pool::Lease connection = TRY(read_pool_.acquire());
    TRY(begin_read(*connection));
    ConnectionReader<PgConnection> reader(*connection);
    Result<> result = work(reader);
    if (connection->is_alive()) (void)connection->run_script("ROLLBACK");
    return result;
  }

  Result<> migrate(std::span<const Migration> migrations) override {
    return migrator_.migrate(*this, migrations,
                             {.run_script = run_script,
                              .create_lock_sql = "SELECT pg_advisory_xact_lock(5206174932847118)",
                              // Before the transaction's snapshot, so that it sees what another
                              // node applied while this one waited.
                              .step_lock_sql = "LOCK TABLE holdfast_migration IN EXCLUSIVE MODE",
                              .compare_only = is_read_only_});
  }

  // PostgreSQL checks its pages as it reads them (data checksums); amcheck is the operator's tool.
  Result<std::vector<std::string>> integrity_problems() override {
    TRY(read([](Reader& reader) -> Result<> {
      TRY(reader.query_integer("SELECT 1", {}));
      return {};
    }));
    return std::vector<std::string>{};
  }

  Result<> copy_to(const std::string&) override {
    return Error{ErrorCode::InvalidInput,
                 "copy a PostgreSQL database with pg_dump or pg_basebackup"};
  }

  std::string_view backend() const override { return "postgresql"; }

 private:
  static Error refusal() { return {ErrorCode::Denied, "the database is open for reading only"}; }

  static Pool::Open opener(const std::string& connection_string) {
    return [connection_string] { return PgConnection::open(connection_string); };
  }

  // A pooled connection may have died with a server that is back by now.
  static Result<> begin_read(PgConnection& connection) {
    constexpr const char* kBegin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    const Result<> begun = connection.run_script(kBegin);
    if (begun || connection.last_failure() != PgFailure::Lost) return begun;
    TRY(connection.reconnect());
    return connection.run_script(kBegin);
  }

  Result<> run(const Work& work, Isolation isolation) {
    // Within another write it could wait for a row that its own caller holds.
    thread_local bool is_working = false;
    CHECK(!is_working);
    const Pool::Lease connection = TRY(write_pool_.acquire());
    bool was_lost = false;
    for (int attempts = 1;; ++attempts) {
      is_working = true;
      Attempt outcome = isolation == Isolation::Snapshot
                            ? attempt(*connection, work, kBeginSnapshot)
                        : attempts <= kSharedAttemptsMax ? attempt(*connection, work, kBeginSerial)
                                                         : attempt_alone(*connection, work);
      is_working = false;
      if (outcome.failure == PgFailure::Lost && !was_lost) {
        was_lost = true;
        TRY(connection->reconnect());
      } else if (outcome.failure == PgFailure::Serial && attempts < kAttemptsMax) {
        wait_before(attempts);
      } else {
        return std::move(outcome.result);
      }
    }
  }

  Migrator migrator_;
  Pool write_pool_;
  Pool read_pool_;
  const bool is_read_only_;
  AsyncWriters async_;  // last: its threads use the rest
};

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const PostgresOptions& options) {
  auto database = std::make_unique<PgDatabase>(options);
  TRY(database->connect());
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace holdfast::store

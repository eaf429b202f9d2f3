#include "platform/store/sqlite_writer.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "platform/store/guarded_work.h"

namespace holdfast::store {
namespace {

// Bounds of one group: what the first caller in it waits for beyond its own work.
constexpr std::size_t kGroupItemsMax = 256;
constexpr std::chrono::milliseconds kGroupTimeMax{5};

int on_commit(void* checkpointer, sqlite3*, const char*, int frames) {
  static_cast<SqliteCheckpointer*>(checkpointer)->committed(frames);
  return SQLITE_OK;
}

// Nothing was written, so whatever stopped the commit, the caller may try again.
Error as_unavailable(Error error) {
  if (error.code != ErrorCode::Corrupted) error.code = ErrorCode::Unavailable;
  return error;
}

}  // namespace

Result<> SqliteTransaction::query(std::string_view sql, std::span<const Value> parameters,
                                  const OnRow& on_row) {
  if (failure_) return *failure_;
  auto result = connection_.query(sql, parameters, on_row);
  if (!result) failure_ = result.error();
  return result;
}

Result<std::int64_t> SqliteTransaction::execute(std::string_view sql,
                                                std::span<const Value> parameters) {
  if (failure_) return *failure_;
  auto result = connection_.execute(sql, parameters);
  if (!result) failure_ = result.error();
  return result;
}

Result<> SqliteTransaction::run_script(std::string_view text) {
  if (failure_) return *failure_;
  auto result = connection_.run_script(std::string(text));
  if (!result) failure_ = result.error();
  return result;
}

SqliteWriter::SqliteWriter(std::unique_ptr<SqliteConnection> connection,
                           SqliteCheckpointer& checkpointer)
    : connection_(std::move(connection)), checkpointer_(checkpointer) {
  sqlite3_wal_hook(connection_->handle(), on_commit, &checkpointer_);
  thread_ = std::thread([this] { run(); });
}

SqliteWriter::~SqliteWriter() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    arrived_.notify_one();
  }
  thread_.join();
}

void SqliteWriter::submit(Work work, Done done) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back({std::move(work), std::move(done), {}});
  if (is_idle_) arrived_.notify_one();
}

void SqliteWriter::run() {
  pthread_setname_np(pthread_self(), "store-writer");
  std::vector<Item> items;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      is_idle_ = true;
      arrived_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) {  // The last answers may bring more work.
        lock.unlock();
        answers_.wait_until_given();
        lock.lock();
      }
      is_idle_ = false;
      if (waiting_.empty()) return;
      items.swap(waiting_);  // Both vectors keep their memory: no allocation per group.
    }
    std::span<Item> rest(items);
    while (!rest.empty()) {
      const std::size_t taken = run_group(rest);
      answers_.give(rest.first(taken));
      rest = rest.subspan(taken);
      if (checkpointer_.wants_finish()) checkpointer_.finish(*connection_);
    }
    items.clear();
  }
}

// How many were taken: all of them have their result.
std::size_t SqliteWriter::run_group(std::span<Item> waiting) {
  std::size_t taken = 0;
  const Result<> committed = run_all(waiting, taken);
  if (committed) return taken;
  if (connection_->is_in_transaction()) (void)connection_->execute("ROLLBACK");
  for (Item& item : waiting.first(taken)) {
    if (item.result) item.result = as_unavailable(committed.error());
  }
  return taken;
}

Result<> SqliteWriter::run_all(std::span<Item> waiting, std::size_t& taken) {
  taken = std::min(waiting.size(), kGroupItemsMax);  // Who is answered when BEGIN fails.
  TRY(connection_->execute("BEGIN IMMEDIATE"));
  if (taken == 1) {
    run_work(waiting.front());
    if (!waiting.front().result) return waiting.front().result;
    return connection_->execute("COMMIT");
  }
  const std::span<Item> group = waiting.first(taken);
  const auto until = std::chrono::steady_clock::now() + kGroupTimeMax;
  taken = 0;
  for (Item& item : group) {
    ++taken;
    TRY(run_in_savepoint(item));
    if (std::chrono::steady_clock::now() >= until) break;
  }
  return connection_->execute("COMMIT");
}

// An error says that the whole group is lost; the item's own is in its result.
Result<> SqliteWriter::run_in_savepoint(Item& item) {
  TRY(connection_->execute("SAVEPOINT work"));
  run_work(item);
  // SQLite rolls everything back by itself when a statement meets a full disk or an I/O error.
  if (!connection_->is_in_transaction()) {
    if (!item.result) return item.result;
    return Error{ErrorCode::Unavailable, "the database rolled the transaction back"};
  }
  if (!item.result) TRY(connection_->execute("ROLLBACK TO work"));
  return connection_->execute("RELEASE work");
}

void SqliteWriter::run_work(Item& item) {
  SqliteTransaction transaction(*connection_);
  item.result = run_guarded(item.work, transaction);
  if (item.result && transaction.failure()) item.result = *transaction.failure();
}

}  // namespace holdfast::store

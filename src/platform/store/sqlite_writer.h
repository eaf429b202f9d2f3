// The one thread that writes to a SQLite database, with group commit: all work that waits runs in
// one transaction, each piece in a savepoint of its own, and is answered once the commit is on
// disk. Answers are given by a thread of their own, in the order of the commits: what the callers
// do with them costs about a fifth of what writing does, and the next group need not wait for it.

#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "platform/store/database.h"
#include "platform/store/sqlite_answers.h"
#include "platform/store/sqlite_checkpointer.h"
#include "platform/store/sqlite_connection.h"

namespace holdfast::store {

// What a piece of work sees. The first error ends it (database.h).
class SqliteTransaction final : public Transaction {
 public:
  explicit SqliteTransaction(SqliteConnection& connection) : connection_(connection) {}

  using Reader::query;
  using Transaction::execute;
  Result<> query(std::string_view sql, std::span<const Value> parameters,
                 const OnRow& on_row) override;
  Result<std::int64_t> execute(std::string_view sql, std::span<const Value> parameters) override;
  Result<> run_script(std::string_view text);

  const std::optional<Error>& failure() const { return failure_; }

 private:
  SqliteConnection& connection_;
  std::optional<Error> failure_;
};

class SqliteWriter {
 public:
  SqliteWriter(std::unique_ptr<SqliteConnection> connection, SqliteCheckpointer& checkpointer);
  ~SqliteWriter();  // runs what waits, then stops

  void submit(Work work, Done done);

  // Whether the caller runs within some work or answer: it would wait for itself.
  bool is_own_thread() const {
    return std::this_thread::get_id() == thread_.get_id() || answers_.is_this_thread();
  }

 private:
  using Item = WrittenItem;

  void run();
  std::size_t run_group(std::span<Item> waiting);
  Result<> run_all(std::span<Item> waiting, std::size_t& taken);
  Result<> run_in_savepoint(Item& item);
  void run_work(Item& item);

  std::unique_ptr<SqliteConnection> connection_;
  SqliteCheckpointer& checkpointer_;

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Item> waiting_;
  bool is_idle_ = false;
  bool is_stopping_ = false;
  SqliteAnswers answers_;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace holdfast::store

#include "platform/store/sqlite_readers.h"

#include <utility>

namespace holdfast::store {
namespace {

// How many connections this thread holds, of any pool: whoever holds one must not wait for another.
thread_local int held_count = 0;

class SqliteReader final : public Reader {
 public:
  explicit SqliteReader(SqliteConnection& connection) : connection_(connection) {}

  using Reader::query;
  Result<> query(std::string_view sql, std::span<const Value> parameters,
                 const OnRow& on_row) override {
    return connection_.query(sql, parameters, on_row);
  }

 private:
  SqliteConnection& connection_;
};

}  // namespace

Result<> SqliteReaders::run(const std::function<Result<>(Reader&)>& work) {
  return run_plain([&](SqliteConnection& connection) -> Result<> {
    TRY(connection.execute("BEGIN"));
    SqliteReader reader(connection);
    Result<> result = work(reader);
    if (connection.is_in_transaction()) (void)connection.execute("ROLLBACK");
    return result;
  });
}

Result<> SqliteReaders::run_plain(const std::function<Result<>(SqliteConnection&)>& work) {
  std::unique_ptr<SqliteConnection> connection = TRY(acquire());
  ++held_count;
  Result<> result = work(*connection);
  --held_count;
  release(std::move(connection));
  return result;
}

Result<std::unique_ptr<SqliteConnection>> SqliteReaders::acquire() {
  {
    std::unique_lock lock(mutex_);
    if (held_count == 0) {
      released_.wait(lock, [this] { return !idle_.empty() || open_count_ < connections_max_; });
    }
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    ++open_count_;
  }
  auto opened = SqliteConnection::open(options_);
  if (!opened) {
    const std::lock_guard lock(mutex_);
    --open_count_;
    released_.notify_one();
  }
  return opened;
}

void SqliteReaders::release(std::unique_ptr<SqliteConnection> connection) {
  const std::lock_guard lock(mutex_);
  if (open_count_ > connections_max_) {
    --open_count_;
    connection.reset();
  } else {
    idle_.push_back(std::move(connection));
  }
  released_.notify_one();
}

}  // namespace holdfast::store

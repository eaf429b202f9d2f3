// A pool of read-only connections. A snapshot lives as long as one call.

#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "platform/store/sqlite_connection.h"

namespace holdfast::store {

// Thread-safe.
class SqliteReaders {
 public:
  // Connections are opened when first needed.
  SqliteReaders(SqliteOpen options, int connections_max)
      : options_(std::move(options)), connections_max_(connections_max) {}

  // Runs `work` in a read transaction, waiting for a connection when all are busy. A call from
  // within `work` never waits: it gets a connection beyond the pool's size.
  Result<> run(const std::function<Result<>(Reader&)>& work);

  // Runs `work` with a connection outside any transaction.
  Result<> run_plain(const std::function<Result<>(SqliteConnection&)>& work);

 private:
  Result<std::unique_ptr<SqliteConnection>> acquire();
  void release(std::unique_ptr<SqliteConnection> connection);

  const SqliteOpen options_;
  const int connections_max_;
  std::mutex mutex_;
  std::condition_variable released_;
  std::vector<std::unique_ptr<SqliteConnection>> idle_;
  int open_count_ = 0;
};

}  // namespace holdfast::store

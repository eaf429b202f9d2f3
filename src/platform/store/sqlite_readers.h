// Read-only SQLite connections. A snapshot lives as long as one call.

#pragma once

#include <functional>

#include "platform/store/connection_pool.h"
#include "platform/store/sqlite_connection.h"

namespace holdfast::store {

// Thread-safe.
class SqliteReaders {
 public:
  SqliteReaders(SqliteOpen options, int connections_max);

  // Runs `work` in a read transaction.
  Result<> run(const std::function<Result<>(Reader&)>& work);

  // Runs `work` with a connection outside any transaction.
  Result<> run_plain(const std::function<Result<>(SqliteConnection&)>& work);

 private:
  ConnectionPool<SqliteConnection> pool_;
};

}  // namespace holdfast::store

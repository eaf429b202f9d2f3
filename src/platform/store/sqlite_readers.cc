#include "platform/store/sqlite_readers.h"

#include <utility>

#include "platform/store/guarded_work.h"

namespace holdfast::store {

SqliteReaders::SqliteReaders(SqliteOpen options, int connections_max)
    : pool_([options = std::move(options)] { return SqliteConnection::open(options); },
            connections_max) {}

Result<> SqliteReaders::run(const std::function<Result<>(Reader&)>& work) {
  return run_plain([&](SqliteConnection& connection) -> Result<> {
    TRY(connection.execute("BEGIN"));
    ConnectionReader<SqliteConnection> reader(connection);
    Result<> result = work(reader);
    if (connection.is_in_transaction()) (void)connection.execute("ROLLBACK");
    return result;
  });
}

Result<> SqliteReaders::run_plain(const std::function<Result<>(SqliteConnection&)>& work) {
  const auto connection = TRY(pool_.acquire());
  return work(*connection);
}

}  // namespace holdfast::store

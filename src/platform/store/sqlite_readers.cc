#include "platform/store/sqlite_readers.h"

#include <optional>
#include <utility>

namespace holdfast::store {
namespace {

class SqliteReader final : public Reader {
 public:
  explicit SqliteReader(SqliteConnection& connection) : connection_(connection) {}

  using Reader::query;
  Result<> query(std::string_view sql, std::span<const Value> parameters,
                 const OnRow& on_row) override {
    if (failure_) return *failure_;
    auto result = connection_.query(sql, parameters, on_row);
    if (!result) failure_ = result.error();
    return result;
  }

 private:
  SqliteConnection& connection_;
  std::optional<Error> failure_;
};

}  // namespace

SqliteReaders::SqliteReaders(SqliteOpen options, int connections_max)
    : pool_([options = std::move(options)] { return SqliteConnection::open(options); },
            connections_max) {}

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
  const auto connection = TRY(pool_.acquire());
  return work(*connection);
}

}  // namespace holdfast::store

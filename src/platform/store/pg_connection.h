// One PostgreSQL connection with its prepared statements: a thin layer over libpq. Not thread-safe:
// its owner uses it from one thread at a time.

#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "platform/store/database.h"
#include "platform/store/pg_row.h"

namespace holdfast::store {

// What to do about a failure, beyond telling the caller.
enum class PgFailure {
  None,
  Lost,    // the connection is gone; what ran since BEGIN did not commit, unless COMMIT was sent
  Serial,  // another transaction was in the way: run this one again from its beginning
  Other,
};

class PgConnection {
 public:
  // InvalidInput: the connection string cannot be read. Denied: refused. Unavailable: no server.
  // No message repeats the string, which may hold a password.
  static Result<std::unique_ptr<PgConnection>> open(const std::string& connection_string);

  ~PgConnection();
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  // Statements are prepared once per connection, by text and types of parameters. Rows are held in
  // memory until the call returns.
  Result<> query(std::string_view sql, std::span<const Value> parameters, const OnRow& on_row);
  Result<std::int64_t> execute(std::string_view sql, std::span<const Value> parameters);

  // Any number of statements without parameters, in the simple protocol: BEGIN, COMMIT, a schema
  // step.
  Result<> run_script(const std::string& text);

  // COMMIT, and an error when the server rolled back instead.
  Result<> commit();

  PgFailure last_failure() const { return last_failure_; }
  bool is_alive() const { return PQstatus(handle_) == CONNECTION_OK; }

  // Opens the connection anew, without its prepared statements.
  Result<> reconnect();

 private:
  struct Statement {
    std::string name;
    std::uint64_t last_use = 0;
  };

  explicit PgConnection(PGconn* handle) : handle_(handle) {}
  Result<> configure();
  Result<PgResult> run(std::string_view sql, std::span<const Value> parameters);
  Result<const Statement*> find_or_prepare(std::string_view sql, std::span<const Value> parameters);
  void drop_least_used();
  void encode(std::span<const Value> parameters);
  Result<PgResult> checked(PGresult* result);
  Error error_of(const PGresult* result);

  PGconn* handle_;
  std::unordered_map<std::string, Statement> statements_;  // by text and types
  std::uint64_t uses_ = 0;
  PgFailure last_failure_ = PgFailure::None;

  // Used again by each call.
  std::string key_;
  std::vector<Oid> types_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::vector<std::array<char, 8>> numbers_;
};

}  // namespace holdfast::store

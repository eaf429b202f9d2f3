// One SQLite connection with its cache of prepared statements: a thin layer over the C interface.
// Not thread-safe: its owner uses it from one thread at a time.

#pragma once

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "platform/store/database.h"

namespace holdfast::store {

struct SqliteOpen {
  std::string path;  // or a "file:" URI, when `is_uri`
  std::string vfs;
  bool read_only = false;
  bool is_uri = false;
  int cache_kb = 2 * 1024;
};

class SqliteConnection {
 public:
  // Sets what every connection needs: synchronous=FULL, foreign keys, temporary tables in memory.
  static Result<std::unique_ptr<SqliteConnection>> open(const SqliteOpen& options);

  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  Result<> query(std::string_view sql, std::span<const Value> parameters, const OnRow& on_row);
  Result<std::int64_t> execute(std::string_view sql, std::span<const Value> parameters);
  Result<> execute(std::string_view sql);        // a statement without parameters or rows
  Result<> run_script(const std::string& text);  // any number of statements, not cached

  // False once SQLite itself rolled the transaction back (disk full, I/O error).
  bool is_in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  sqlite3* handle() const { return handle_; }

  // The error of the last call on this connection, with a code its caller can act on.
  Error error(int code) const;

 private:
  struct Statement;
  class Lease;

  explicit SqliteConnection(sqlite3* handle);
  Result<> configure(const SqliteOpen& options);
  Result<Statement*> find_or_prepare(std::string_view sql);
  Result<std::unique_ptr<Statement>> prepare(std::string_view sql) const;
  Result<Lease> lease(std::string_view sql, std::span<const Value> parameters);
  void drop_least_used();

  sqlite3* handle_;
  // Statements by content, and before it a small table by the text's address: literals hit there.
  std::unordered_map<std::string_view, std::unique_ptr<Statement>> statements_;
  std::array<Statement*, 256> by_address_{};
  std::uint64_t uses_ = 0;
};

}  // namespace holdfast::store

#include "platform/store/sqlite_connection.h"

#include <fmt/core.h>

#include <charconv>
#include <type_traits>
#include <utility>

#include "base/check.h"
#include "platform/store/text_values.h"

namespace holdfast::store {
namespace {

// Texts built at run time (filters of a list) must not grow the cache without end.
constexpr std::size_t kStatementsMax = 256;

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

  bool is_null(int column) const override { return type_of(column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override {
    const int type = type_of(column);
    CHECK(type == SQLITE_INTEGER || type == SQLITE_NULL);
    return sqlite3_column_int64(statement_, column);
  }
  double real(int column) const override {
    const int type = type_of(column);
    CHECK(type == SQLITE_FLOAT || type == SQLITE_INTEGER || type == SQLITE_NULL);
    return sqlite3_column_double(statement_, column);
  }
  std::string_view text(int column) const override {
    const int type = type_of(column);
    CHECK(type == SQLITE_TEXT || type == SQLITE_NULL);
    return as_text(bytes(column));
  }
  Bytes blob(int column) const override {
    const int type = type_of(column);
    CHECK(type == SQLITE_BLOB || type == SQLITE_NULL);
    return bytes(column);
  }

 private:
  int type_of(int column) const {
    CHECK(column >= 0 && column < sqlite3_column_count(statement_));
    return sqlite3_column_type(statement_, column);
  }
  Bytes bytes(int column) const {
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

  sqlite3_stmt* statement_;
};

int bind(sqlite3_stmt* statement, int index, const Value& value) {
  return std::visit(
      [&](const auto& content) {
        using Type = std::remove_cvref_t<decltype(content)>;
        if constexpr (std::is_same_v<Type, std::nullptr_t>) {
          return sqlite3_bind_null(statement, index);
        } else if constexpr (std::is_same_v<Type, std::int64_t>) {
          return sqlite3_bind_int64(statement, index, content);
        } else if constexpr (std::is_same_v<Type, double>) {
          return sqlite3_bind_double(statement, index, content);
        } else if constexpr (std::is_same_v<Type, std::string_view>) {
          // A null pointer would bind NULL. Static: the caller keeps it until the call returns.
          return sqlite3_bind_text64(statement, index, content.empty() ? "" : content.data(),
                                     content.size(), SQLITE_STATIC, SQLITE_UTF8);
        } else {
          return sqlite3_bind_blob64(
              statement, index, content.empty() ? "" : static_cast<const void*>(content.data()),
              content.size(), SQLITE_STATIC);
        }
      },
      value);
}

ErrorCode code_of(int extended) {
  switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return ErrorCode::Conflict;
    default:
      break;
  }
  switch (extended & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT:
      return ErrorCode::Unavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::Corrupted;
    case SQLITE_TOOBIG:
      return ErrorCode::LimitExceeded;
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return ErrorCode::Denied;
    default:
      return ErrorCode::InvalidInput;
  }
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

}  // namespace

struct SqliteConnection::Statement {
  explicit Statement(sqlite3_stmt* statement) : handle(statement) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(handle); }

  // SQLite numbers `$2, $1` in the order it meets them, so each name is resolved once.
  Result<> resolve_parameters() {
    const int count = sqlite3_bind_parameter_count(handle);
    for (int index = 1; index <= count; ++index) {
      const char* name = sqlite3_bind_parameter_name(handle, index);
      const std::string_view text = name == nullptr ? "" : name;
      std::size_t number = 0;
      const bool is_dollar = text.size() > 1 && text[0] == '$';
      if (!is_dollar ||
          std::from_chars(text.data() + 1, text.data() + text.size(), number).ptr !=
              text.data() + text.size() ||
          number == 0) {
        return Error{ErrorCode::InvalidInput, "SQL parameters are written $1, $2, …"};
      }
      value_of.push_back(number - 1);
      parameter_count = std::max(parameter_count, number);
    }
    return {};
  }

  sqlite3_stmt* handle;
  std::string sql;
  std::vector<std::size_t> value_of;  // by SQLite's index - 1
  std::size_t parameter_count = 0;
  std::uint64_t last_use = 0;
  bool is_in_use = false;
};

// A statement bound and ready to step; resets it when done. Owns it when the cached one is busy, as
// in a query within a row of the same query.
class SqliteConnection::Lease {
 public:
  explicit Lease(Statement* cached) : statement_(cached) { statement_->is_in_use = true; }
  explicit Lease(std::unique_ptr<Statement> own) : own_(std::move(own)), statement_(own_.get()) {}
  Lease(Lease&& other) noexcept
      : own_(std::move(other.own_)), statement_(std::exchange(other.statement_, nullptr)) {}
  Lease& operator=(Lease&&) = delete;
  ~Lease() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_->handle);
    statement_->is_in_use = false;
  }

  sqlite3_stmt* handle() const { return statement_->handle; }
  const Statement& statement() const { return *statement_; }

 private:
  std::unique_ptr<Statement> own_;
  Statement* statement_;
};

SqliteConnection::SqliteConnection(sqlite3* handle) : handle_(handle) {}

SqliteConnection::~SqliteConnection() {
  statements_.clear();
  sqlite3_close_v2(handle_);
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const SqliteOpen& options) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (options.is_uri) flags |= SQLITE_OPEN_URI;
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(options.path.c_str(), &handle, flags,
                                   options.vfs.empty() ? nullptr : options.vfs.c_str());
  if (handle == nullptr) return Error{ErrorCode::Unavailable, "out of memory"};
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(handle));
  if (code != SQLITE_OK) return connection->error(code);
  TRY(connection->configure(options));
  return connection;
}

Result<> SqliteConnection::configure(const SqliteOpen& options) {
  sqlite3_busy_timeout(handle_, 5000);
  // As in PostgreSQL, "x" is a name: a misspelt column is an error and not a text.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  return run_script(
      fmt::format("PRAGMA synchronous = FULL;"
                  "PRAGMA foreign_keys = ON;"
                  "PRAGMA trusted_schema = OFF;"
                  "PRAGMA case_sensitive_like = ON;"  // as PostgreSQL
                  "PRAGMA temp_store = MEMORY;"
                  "PRAGMA mmap_size = 0;"
                  "PRAGMA wal_autocheckpoint = 0;"
                  // An erased key must not linger in free pages.
                  "PRAGMA secure_delete = ON;"
                  "PRAGMA cache_size = -{};",
                  options.cache_kb));
}

Error SqliteConnection::error(int code) const {
  const int extended = sqlite3_extended_errcode(handle_);
  if ((extended & 0xff) == (code & 0xff)) code = extended;
  if ((code & 0xff) == SQLITE_FULL) return {ErrorCode::Unavailable, "the disk is full"};
  // SQLite's messages name tables, columns and pieces of the statement's text, never values; but of
  // a damaged file they repeat what the damage left where a name was.
  const bool is_damaged = (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
  const char* message = (extended & 0xff) == (code & 0xff) && !is_damaged ? sqlite3_errmsg(handle_)
                                                                          : sqlite3_errstr(code);
  return {code_of(code), fmt::format("database: {} (SQLite {})", message, code)};
}

Result<std::unique_ptr<SqliteConnection::Statement>> SqliteConnection::prepare(
    std::string_view sql) const {
  sqlite3_stmt* handle = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, &tail);
  if (code != SQLITE_OK) return error(code);
  if (handle == nullptr) return Error{ErrorCode::InvalidInput, "an empty SQL statement"};
  auto statement = std::make_unique<Statement>(handle);
  statement->sql = sql;
  if (!is_blank(sql.substr(static_cast<std::size_t>(tail - sql.data())))) {
    return Error{ErrorCode::InvalidInput, "more than one SQL statement in one call"};
  }
  TRY(statement->resolve_parameters());
  return statement;
}

Result<SqliteConnection::Statement*> SqliteConnection::find_or_prepare(std::string_view sql) {
  const auto address = reinterpret_cast<std::uintptr_t>(sql.data());
  Statement*& slot = by_address_[(address ^ (address >> 8)) % by_address_.size()];
  if (slot != nullptr && slot->sql == sql) return slot;

  if (const auto found = statements_.find(sql); found != statements_.end()) {
    slot = found->second.get();
    return slot;
  }
  std::unique_ptr<Statement> statement = TRY(prepare(sql));
  if (statements_.size() >= kStatementsMax) drop_least_used();
  Statement* prepared = statement.get();
  statements_.emplace(std::string_view(prepared->sql), std::move(statement));
  slot = prepared;  // After dropping, which clears slots.
  return prepared;
}

void SqliteConnection::drop_least_used() {
  auto oldest = statements_.end();
  for (auto each = statements_.begin(); each != statements_.end(); ++each) {
    if (each->second->is_in_use) continue;
    if (oldest == statements_.end() || each->second->last_use < oldest->second->last_use) {
      oldest = each;
    }
  }
  if (oldest == statements_.end()) return;
  by_address_.fill(nullptr);
  statements_.erase(oldest);
}

Result<SqliteConnection::Lease> SqliteConnection::lease(std::string_view sql,
                                                        std::span<const Value> parameters) {
  Statement* cached = TRY(find_or_prepare(sql));
  cached->last_use = ++uses_;
  Lease lease = cached->is_in_use ? Lease(TRY(prepare(sql))) : Lease(cached);
  const Statement& statement = lease.statement();
  CHECK(parameters.size() == statement.parameter_count);
  TRY(expect_no_nul(parameters));
  for (std::size_t i = 0; i < statement.value_of.size(); ++i) {
    const int code =
        bind(statement.handle, static_cast<int>(i + 1), parameters[statement.value_of[i]]);
    if (code != SQLITE_OK) return error(code);
  }
  return lease;
}

Result<> SqliteConnection::query(std::string_view sql, std::span<const Value> parameters,
                                 const OnRow& on_row) {
  const Lease statement = TRY(lease(sql, parameters));
  const SqliteRow row(statement.handle());
  while (true) {
    const int code = sqlite3_step(statement.handle());
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return error(code);
    if (!on_row(row)) return {};
  }
}

Result<std::int64_t> SqliteConnection::execute(std::string_view sql,
                                               std::span<const Value> parameters) {
  const Lease statement = TRY(lease(sql, parameters));
  const sqlite3_int64 before = sqlite3_total_changes64(handle_);
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(statement.handle());
  if (code != SQLITE_DONE) return error(code);
  // changes() keeps its last value over statements that change no rows.
  return sqlite3_total_changes64(handle_) == before ? 0 : sqlite3_changes64(handle_);
}

Result<> SqliteConnection::execute(std::string_view sql) {
  const Lease statement = TRY(lease(sql, {}));
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(statement.handle());
  if (code != SQLITE_DONE) return error(code);
  return {};
}

Result<> SqliteConnection::run_script(const std::string& text) {
  const int code = sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code);
  return {};
}

}  // namespace holdfast::store

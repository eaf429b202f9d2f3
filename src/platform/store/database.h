// The one seam to storage. SQLite on one machine, PostgreSQL 15 where that is outgrown; the same
// SQL text runs on both: common types, $1 parameters in order, ON CONFLICT, RETURNING.
//
// Writes are closures. On SQLite one writer thread runs all that wait, each in a savepoint of its
// own, and commits them together (group commit, synchronous=FULL): a caller hears back only once
// its write is durable. On PostgreSQL each runs in a transaction of its own on a pooled connection.

#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/embedded.h"
#include "base/result.h"

namespace holdfast::store {

// NULL, integer, real, text, blob. Views need to live until the call returns. Text is UTF-8
// without NUL: PostgreSQL keeps none, so one with a NUL is InvalidInput on both.
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, Bytes>;

// One row of an answer, valid during the callback only. Columns count from 0. Reading a column as
// what it is not is a bug in the caller (CHECK); NULL reads as 0, "" or no bytes.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  virtual Bytes blob(int column) const = 0;

  std::string string(int column) const { return std::string(text(column)); }
  std::optional<std::int64_t> optional_integer(int column) const {
    return is_null(column) ? std::nullopt : std::optional(integer(column));
  }
};

// Return false to stop early.
using OnRow = std::function<bool(const Row&)>;

// What both a reader and a writer can do. One statement a call. Prepared statements are cached by
// the text's address and content, so give literals, not built strings, on hot paths. The number of
// parameters must be that of the highest $n (CHECK). Where a parameter that may be NULL stands by
// itself, say its type: CAST($1 AS BIGINT) IS NULL.
//
// After an error the transaction can only end: each further call returns the same error, and so
// does write(), whatever `work` made of it. (PostgreSQL knows no other way, so SQLite behaves the
// same.) Use ON CONFLICT where a row may be there already.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual Result<> query(std::string_view sql, std::span<const Value> parameters,
                         const OnRow& on_row) = 0;
  Result<> query(std::string_view sql, std::initializer_list<Value> parameters,
                 const OnRow& on_row) {
    return query(sql, std::span(parameters.begin(), parameters.size()), on_row);
  }
  // The first row's first column, nothing when there is no row or it is NULL.
  Result<std::optional<std::int64_t>> query_integer(std::string_view sql,
                                                    std::initializer_list<Value> parameters);
};

// One transaction. Conflict: a unique constraint refused the row. InvalidInput: another constraint
// or the statement itself did. Constraints are checked by statement: none is deferred.
class Transaction : public Reader {
 public:
  // Rows changed.
  virtual Result<std::int64_t> execute(std::string_view sql, std::span<const Value> parameters) = 0;
  Result<std::int64_t> execute(std::string_view sql, std::initializer_list<Value> parameters) {
    return execute(sql, std::span(parameters.begin(), parameters.size()));
  }
};

using Work = std::function<Result<>(Transaction&)>;
using Done = std::function<void(Result<>)>;

// How much two pieces of work may know of each other. SQLite runs one at a time, whatever is asked.
enum class Isolation {
  // As if one came after the other: right for everything.
  Serial,

  // Each sees one moment, and two that change the same row still wait for each other; but what one
  // read may have been changed by another before both committed. Right for work whose checks are
  // constraints (keys, references, ON CONFLICT), such as adding rows. Many at once then scale on
  // PostgreSQL, where Serial takes rows with neighbouring keys for a conflict and runs again.
  Snapshot,
};

// One step of a module's schema, embedded from its schema/ folder. Never edited once released:
// migrate() compares the hash of each step that was applied. May hold several statements.
//
// Types: TEXT, BIGINT, BYTEA, DOUBLE PRECISION. A number that the database gives out, ascending and
// never given twice, is written exactly so: `BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY`.
struct Migration {
  std::string_view module;  // "domain/audit"
  std::string_view name;    // "001_entries.sql"
  std::string_view sql;
};

// The files of a schema/ folder as holdfast_embed() compiled them in, sorted by name.
std::vector<Migration> migrations_from(std::string_view module, const EmbeddedFile* files,
                                       std::size_t count);

// Thread-safe. Calls may come from within `read`; from within `work` only `write_async` and `read`,
// and that `read` does not see what `work` has done so far.
class Database {
 public:
  virtual ~Database() = default;

  // Runs `work` in one transaction. An error from it rolls back all it did and comes back. `work`
  // may run again after a serialisation failure, so it must not have other effects.
  // Unavailable: the disk is full, read-only or the server is down; nothing was written.
  virtual Result<> write(Work work, Isolation isolation = Isolation::Serial) = 0;

  // The same, answered on another thread once durable. `done` must not block: on SQLite one thread
  // answers everybody, and calling write() there is a bug (CHECK).
  virtual void write_async(Work work, Done done, Isolation isolation = Isolation::Serial) = 0;

  // A consistent snapshot for the length of the call. Sees every write that was answered before.
  virtual Result<> read(const std::function<Result<>(Reader&)>& work) = 0;

  // Applies the steps that are missing, each in a transaction, in order. Conflict: the database was
  // written by a newer version (it holds a step that no call on this object named), or a step that
  // was applied has been changed since. Name all modules in one call. Read-only: only compares.
  virtual Result<> migrate(std::span<const Migration> migrations) = 0;

  // Structural damage that the storage engine itself can see. Nothing found: an empty list.
  virtual Result<std::vector<std::string>> integrity_problems() = 0;

  // A consistent copy while others write, durable when the call returns. SQLite: a new file,
  // without the remains of what was deleted; Conflict when the path exists. PostgreSQL:
  // InvalidInput, which names pg_dump.
  virtual Result<> copy_to(const std::string& path) = 0;

  virtual std::string_view backend() const = 0;  // "sqlite" or "postgresql"
};

struct SqliteOptions {
  std::string path;  // ":memory:" for tests: a file on a memory file system, removed on close
  int readers = 4;   // connections; each has a cache of 2 MB
  std::string vfs;   // "" for the default; tests name their own
  int cache_kb = 16 * 1024;  // of the writer

  // For tools that look while a server runs: takes no lock, starts no thread; write() is Denied and
  // the file must exist. Works on read-only media when the last server was stopped cleanly.
  bool read_only = false;
};

// Holds a lock, <path>.lock, for as long as the database is open: a second server on the same file
// is Conflict. NotFound: no such directory (read_only: no such file). Denied: may not be written.
// Corrupted: not a database, or a damaged one. Unavailable: disk full or an I/O error.
Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options);

struct PostgresOptions {
  std::string connection;  // libpq connection string, the password from a file or the environment
  int writers = 8;
  int readers = 4;
  // For tools that look while a server runs: write() is Denied, migrate() only compares.
  bool read_only = false;
};
Result<std::unique_ptr<Database>> open_postgres(const PostgresOptions& options);

}  // namespace holdfast::store

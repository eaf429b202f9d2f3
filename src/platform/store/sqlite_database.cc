// Database on SQLite: one writer thread, a pool of readers, checkpoints in the background.

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <optional>
#include <semaphore>
#include <utility>

#include "base/check.h"
#include "platform/store/database.h"
#include "platform/store/migrate.h"
#include "platform/store/sqlite_checkpointer.h"
#include "platform/store/sqlite_connection.h"
#include "platform/store/sqlite_file.h"
#include "platform/store/sqlite_readers.h"
#include "platform/store/sqlite_writer.h"

namespace holdfast::store {
namespace {

namespace fs = std::filesystem;

constexpr int kReaderCacheKb = 2 * 1024;
// A log that grew beyond this is cut when it begins anew.
constexpr std::string_view kWriterPragmas =
    "PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 134217728;";

// The dialect's one phrase that SQLite spells in another way (database.h).
Result<> run_script(Transaction& transaction, std::string_view sql) {
  constexpr std::string_view kIdentity = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
  constexpr std::string_view kRowId = "INTEGER PRIMARY KEY AUTOINCREMENT";
  std::string text(sql);
  for (std::size_t at = 0; (at = text.find(kIdentity, at)) != std::string::npos;) {
    text.replace(at, kIdentity.size(), kRowId);
  }
  return static_cast<SqliteTransaction&>(transaction).run_script(text);
}

Result<> add_rows(SqliteConnection& connection, std::string_view sql,
                  std::vector<std::string>& problems) {
  return connection.query(sql, {}, [&](const Row& row) {
    if (row.text(0) != "ok") problems.push_back(row.string(0));
    return true;
  });
}

Result<std::vector<std::string>> problems_of(SqliteReaders& readers) {
  std::vector<std::string> problems;
  const Result<> checked = readers.run_plain([&](SqliteConnection& connection) -> Result<> {
    TRY(add_rows(connection, "PRAGMA integrity_check", problems));
    return add_rows(connection,
                    "SELECT 'a row of ' || \"table\" || ' refers to a missing row of ' || parent "
                    "FROM pragma_foreign_key_check",
                    problems);
  });
  if (!checked && checked.error().code != ErrorCode::Corrupted) return checked.error();
  if (!checked) problems.push_back(checked.error().message);
  return problems;
}

// Under a name of its own until complete and durable, so that no half copy passes for a whole one.
Result<> copy(SqliteReaders& readers, const std::string& path) {
  const std::string partial = path + ".partial";
  std::error_code failure;
  if (fs::exists(path, failure)) {
    return Error{ErrorCode::Conflict, fmt::format("{} exists already", path)};
  }
  const int fd = open(partial.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) {
    return Error{errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Denied,
                 fmt::format("cannot create {}: {}", partial, std::strerror(errno))};
  }
  close(fd);
  Result<> copied = readers.run_plain([&](SqliteConnection& connection) -> Result<> {
    const Value target = std::string_view(partial);
    TRY(connection.execute("VACUUM INTO $1", {&target, 1}));
    return {};
  });
  if (copied) copied = sync_file(partial);
  if (copied &&
      renameat2(AT_FDCWD, partial.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
    copied = Error{errno == EEXIST ? ErrorCode::Conflict : ErrorCode::Unavailable,
                   fmt::format("cannot create {}: {}", path, std::strerror(errno))};
  }
  if (!copied) {
    unlink(partial.c_str());
    return copied;
  }
  return sync_file(path);
}

class SqliteDatabase final : public Database {
 public:
  struct Parts {
    std::optional<MemoryDirectory> memory;
    SqliteFile file;
    std::unique_ptr<SqliteConnection> writer;
    std::unique_ptr<SqliteConnection> checkpointer;
    SqliteOpen readers;
    int readers_max = 4;
  };

  explicit SqliteDatabase(Parts parts)
      : memory_(std::move(parts.memory)),
        file_(std::move(parts.file)),
        checkpointer_(std::move(parts.checkpointer), {}),
        writer_(std::move(parts.writer), checkpointer_),
        readers_(std::move(parts.readers), parts.readers_max) {}

  Result<> write(Work work, Isolation) override {
    CHECK(!writer_.is_own_thread());  // It would wait for itself.
    std::binary_semaphore is_done(0);
    Result<> result;
    struct Answer {
      std::binary_semaphore& is_done;
      Result<>& result;
    } answer{is_done, result};
    writer_.submit(std::move(work), [&answer](Result<> outcome) {
      answer.result = std::move(outcome);
      answer.is_done.release();
    });
    is_done.acquire();
    return result;
  }

  void write_async(Work work, Done done, Isolation) override {
    writer_.submit(std::move(work), std::move(done));
  }

  Result<> read(const std::function<Result<>(Reader&)>& work) override {
    return readers_.run(work);
  }

  Result<> migrate(std::span<const Migration> migrations) override {
    return migrator_.migrate(*this, migrations, {.run_script = run_script});
  }

  Result<std::vector<std::string>> integrity_problems() override { return problems_of(readers_); }
  Result<> copy_to(const std::string& path) override { return copy(readers_, path); }
  std::string_view backend() const override { return "sqlite"; }

 private:
  // Closed in reverse: readers, the writer once its queue is empty, checkpoints, lock, files.
  std::optional<MemoryDirectory> memory_;
  SqliteFile file_;
  Migrator migrator_;
  SqliteCheckpointer checkpointer_;
  SqliteWriter writer_;
  SqliteReaders readers_;
};

// For tools that look while a server runs.
class ReadOnlyDatabase final : public Database {
 public:
  ReadOnlyDatabase(SqliteOpen options, int readers_max)
      : readers_(std::move(options), readers_max) {}

  Result<> write(Work, Isolation) override { return refusal(); }
  void write_async(Work, Done done, Isolation) override { done(refusal()); }
  Result<> read(const std::function<Result<>(Reader&)>& work) override {
    return readers_.run(work);
  }
  Result<> migrate(std::span<const Migration> migrations) override {
    return migrator_.migrate(*this, migrations, {.run_script = run_script, .compare_only = true});
  }
  Result<std::vector<std::string>> integrity_problems() override { return problems_of(readers_); }
  Result<> copy_to(const std::string& path) override { return copy(readers_, path); }
  std::string_view backend() const override { return "sqlite"; }

 private:
  static Error refusal() { return {ErrorCode::Denied, "the database is open for reading only"}; }

  Migrator migrator_;
  SqliteReaders readers_;
};

// Reads the header, so that what is no database is refused here and not at the first query.
Result<> probe(SqliteConnection& connection, const std::string& path) {
  const Result<> read =
      connection.query("SELECT COUNT(*) FROM sqlite_schema", {}, [](const Row&) { return true; });
  if (read) return {};
  return Error{read.error().code, fmt::format("{}: {}", path, read.error().message)};
}

Result<std::unique_ptr<Database>> open_writable(const SqliteOptions& options) {
  SqliteDatabase::Parts parts;
  std::string path = options.path;
  if (path == ":memory:") {
    parts.memory = TRY(MemoryDirectory::create());
    path = parts.memory->path() + "/holdfast.db";
  }
  parts.file = TRY(SqliteFile::claim(path));
  const SqliteOpen open{.path = parts.file.path, .vfs = options.vfs, .cache_kb = options.cache_kb};
  parts.writer = TRY(SqliteConnection::open(open));
  TRY(probe(*parts.writer, path));
  TRY(parts.writer->run_script(std::string(kWriterPragmas)));
  parts.checkpointer = TRY(SqliteConnection::open(open));
  parts.readers = open;
  parts.readers.read_only = true;
  parts.readers.cache_kb = kReaderCacheKb;
  parts.readers_max = options.readers;
  return std::unique_ptr<Database>(std::make_unique<SqliteDatabase>(std::move(parts)));
}

// "file:" URI of a database nobody can be writing: its directory cannot be written.
std::string immutable_uri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : fs::absolute(path).string()) {
    if (c == '?' || c == '#' || c == '%') {
      uri += fmt::format("%{:02x}", static_cast<unsigned>(c));
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

Result<std::unique_ptr<Database>> open_read_only(const SqliteOptions& options) {
  TRY(check_readable(options.path));
  SqliteOpen open{
      .path = options.path, .vfs = options.vfs, .read_only = true, .cache_kb = kReaderCacheKb};
  Result<> probed = [&]() -> Result<> {
    const auto connection = TRY(SqliteConnection::open(open));
    return probe(*connection, options.path);
  }();
  // Without a log there is nothing the file could lack, so it can be read where SQLite cannot make
  // the small files it shares with writers.
  std::error_code failure;
  const std::string log = options.path + "-wal";
  const bool has_log = fs::exists(log, failure) && fs::file_size(log, failure) > 0;
  if (!probed && !has_log && probed.error().code == ErrorCode::Unavailable) {
    open.path = immutable_uri(options.path);
    open.is_uri = true;
    const auto connection = TRY(SqliteConnection::open(open));
    probed = probe(*connection, options.path);
  }
  TRY(std::move(probed));
  return std::unique_ptr<Database>(
      std::make_unique<ReadOnlyDatabase>(std::move(open), options.readers));
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options) {
  // SQLite counts its memory under one lock for the whole process; nobody here asks for the count.
  static std::once_flag configured;
  std::call_once(configured, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
  return options.read_only ? open_read_only(options) : open_writable(options);
}

}  // namespace holdfast::store

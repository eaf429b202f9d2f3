#include "app/server/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include <cerrno>

#include <fmt/core.h>

#include "app/server/core.h"
#include "platform/crypto/erasure_ledger.h"
#include "platform/store/file_lock.h"

namespace holdfast::server {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDatabase = "/holdfast.db";
constexpr const char* kLedger = "/erased.jsonl";

Error failed(std::string_view what, const std::string& path, const std::error_code& failure) {
  return Error{ErrorCode::Unavailable,
               fmt::format("cannot {} {}: {}", what, path, failure.message())};
}

Result<> sync_path(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool is_synced = file >= 0 && fsync(file) == 0;
  const std::error_code failure(errno, std::generic_category());
  if (file >= 0) close(file);
  if (!is_synced) return failed("sync", path, failure);
  return {};
}

Result<> copy_file(const std::string& from, const std::string& to) {
  std::error_code failure;
  fs::copy_file(from, to, failure);
  if (failure) return failed("copy to", to, failure);
  return sync_path(to);
}

Result<> refuse_postgres(const config::Config& config) {
  if (config.store.backend == "sqlite") return {};
  return Error{ErrorCode::InvalidInput, "the database is PostgreSQL: use pg_dump and pg_restore"};
}

// A write-ahead log beside a database belongs to it: left behind, it would be played into another.
// One may also be left of a restore that was interrupted after the database itself was moved.
Result<> move_database_aside(const StateDirectory& directory) {
  std::error_code failure;
  const std::string aside = directory.database() + ".replaced";
  if (fs::exists(directory.database(), failure)) {
    for (const char* ending : {"-wal", "-shm"}) fs::remove(aside + ending, failure);
  }
  for (const char* ending : {"", "-wal", "-shm"}) {
    const std::string from = directory.database() + ending;
    if (!fs::exists(from, failure)) continue;
    fs::rename(from, aside + ending, failure);
    if (failure) return failed("move aside", from, failure);
  }
  return {};
}

// Nothing of the database that is there needs to be readable; nobody may be using it.
Result<> put_in_place(const StateDirectory& directory, const std::string& source, bool replace) {
  const store::FileLock lock = TRY(store::lock_database(directory.database()));
  std::error_code failure;
  if (fs::exists(directory.database(), failure) && !replace) {
    return Error{ErrorCode::Conflict,
                 fmt::format("{} exists: --replace moves it aside", directory.database())};
  }
  // First whom not to bring back, so that nobody can be served for a moment.
  TRY(crypto::merge_erasures(directory.erasure_ledger(), source + kLedger));
  fs::remove(directory.restoring(), failure);
  TRY(copy_file(source + kDatabase, directory.restoring()));
  TRY(sync_path(directory.path()));
  TRY(move_database_aside(directory));
  fs::rename(directory.restoring(), directory.database(), failure);
  if (failure) return failed("put in place", directory.database(), failure);
  return sync_path(directory.path());
}

}  // namespace

Result<> back_up(const config::Config& config, const std::string& target) {
  TRY(refuse_postgres(config));
  std::error_code failure;
  if (fs::exists(target, failure)) {
    return Error{ErrorCode::Conflict, fmt::format("{} exists: name a new directory", target)};
  }
  const auto core = TRY(Core::open(config, OpenMode::ReadOnly));
  fs::create_directories(target, failure);
  if (failure) return failed("make", target, failure);
  fs::permissions(target, fs::perms::owner_all, failure);
  // The ledger first: an erasure between the two copies is then in the database copy at least.
  if (fs::exists(core->directory.erasure_ledger(), failure)) {
    TRY(copy_file(core->directory.erasure_ledger(), target + kLedger));
  }
  TRY(core->database->copy_to(target + kDatabase));
  TRY(sync_path(target + kDatabase));
  return sync_path(target);
}

Result<Restored> restore(const config::Config& config, const std::string& source, bool replace) {
  TRY(refuse_postgres(config));
  std::error_code failure;
  const StateDirectory directory = TRY(StateDirectory::open(config.data_directory));
  if (!fs::exists(source + kDatabase, failure)) {
    return Error{ErrorCode::NotFound, fmt::format("{} holds no backup", source)};
  }
  if (!fs::exists(directory.master_key(), failure)) {
    return Error{ErrorCode::NotFound,
                 fmt::format("put the master key at {} first: the backup does not hold it",
                             directory.master_key())};
  }
  TRY(put_in_place(directory, source, replace));

  const auto core = TRY(Core::open(config, OpenMode::ReadWrite));  // erases again
  TRY(core->database->write([&](store::Transaction& transaction) -> Result<> {
    TRY(core->audit.stage(transaction, {.tenant = std::string(kTenant),
                                        .actor = "system",
                                        .act = "backup.restored",
                                        .subject = "database"}));
    return {};
  }));
  TRY(core->audit.sequence());
  return Restored{.keys_destroyed = core->keys_destroyed_again};
}

}  // namespace holdfast::server

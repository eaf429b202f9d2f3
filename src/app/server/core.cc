#include "app/server/core.h"

#include <filesystem>

#include <fmt/core.h>

#include "domain/access/verify.h"
#include "domain/contacts/erasure.h"
#include "domain/contacts/store.h"
#include "domain/inspection/store.h"
#include "domain/inspection/verify.h"
#include "domain/policies/store.h"
#include "platform/config/time_zone.h"
#include "platform/crypto/key_check.h"
#include "platform/jobs/jobs.h"
#include "platform/outbound/webhooks.h"
#include "platform/own_rules/rule_directory.h"
#include "platform/repeats/repeats.h"

namespace holdfast::server {
namespace {

// A database file of no bytes beside a master key was one with content: without this, a server
// would begin anew and look as if nothing had ever been inspected.
Result<> expect_content(const StateDirectory& directory) {
  const auto size_of = [](const std::string& path) -> std::uintmax_t {
    std::error_code failure;
    const std::uintmax_t size = std::filesystem::file_size(path, failure);
    return failure ? 0 : size;
  };
  std::error_code failure;
  const std::string& database = directory.database();
  if (!std::filesystem::exists(database, failure) || size_of(database) > 0 ||
      size_of(database + "-wal") > 0 || size_of(directory.master_key()) == 0) {
    return {};
  }
  return Error{ErrorCode::Corrupted,
               fmt::format("{} is empty, but its master key is there: put a backup back with "
                           "'holdfast restore', or remove the file to begin anew",
                           database)};
}

// Between moving a database aside and putting the restored one in its place there is none.
Result<> expect_no_half_restore(const StateDirectory& directory) {
  std::error_code failure;
  if (std::filesystem::exists(directory.database(), failure) ||
      !std::filesystem::exists(directory.restoring(), failure)) {
    return {};
  }
  return Error{ErrorCode::Conflict,
               fmt::format("restoring {} was interrupted: run 'holdfast restore' again",
                           directory.database())};
}

// The directory is its server's whichever back end holds the rows: SQLite locks it with its file.
Result<std::unique_ptr<store::Database>> open_database(const config::Config& config,
                                                       StateDirectory& directory, OpenMode mode) {
  if (config.store.backend == "postgresql") {
    if (mode == OpenMode::ReadWrite) TRY(directory.lock());
    std::string connection = config.store.postgres_connection;
    if (!config.store.postgres_password.reveal().empty()) {
      connection += " password='";
      for (const char c : config.store.postgres_password.reveal()) {
        if (c == '\'' || c == '\\') connection += '\\';
        connection += c;
      }
      connection += '\'';
    }
    return store::open_postgres({.connection = std::move(connection),
                                 .writers = static_cast<int>(config.store.writers),
                                 .readers = static_cast<int>(config.store.readers),
                                 .read_only = mode == OpenMode::ReadOnly});
  }
  TRY(expect_no_half_restore(directory));
  TRY(expect_content(directory));
  return store::open_sqlite({.path = directory.database(),
                             .readers = static_cast<int>(config.store.readers),
                             .read_only = mode == OpenMode::ReadOnly});
}

// A new key only for a database that never had one: with another, nothing in it would open again.
Result<crypto::MasterKeys> load_keys(store::Database& database, const StateDirectory& directory,
                                     OpenMode mode) {
  std::optional<std::string> stored;
  TRY(database.read([&](store::Reader& reader) -> Result<> {
    stored = TRY(crypto::stored_fingerprint(reader));
    return {};
  }));
  const bool may_make_one = mode == OpenMode::ReadWrite && !stored;
  SystemRandom random;
  crypto::MasterKeys keys =
      TRY(crypto::MasterKeys::load(directory.master_key(), may_make_one, random));
  TRY(crypto::expect_key(stored, keys));
  if (mode == OpenMode::ReadWrite) {
    TRY(database.write([&](store::Transaction& transaction) {
      return crypto::mark_key(transaction, keys, SystemClock().now());
    }));
  }
  return keys;
}

// Whichever way a database came here (restore, pg_restore, a copied file), whoever was erased is
// not brought back by it.
Result<> erase_again(Core& core) {
  return core.database->write([&core](store::Transaction& transaction) -> Result<> {
    core.keys_destroyed_again = 0;
    for (const crypto::Erasure& erasure :
         TRY(crypto::reapply_erasures(core.directory.erasure_ledger(), transaction))) {
      TRY(contacts::record_erasure(transaction, core.audit,
                                   {.tenant = erasure.tenant,
                                    .actor = "system",
                                    .subject = erasure.subject,
                                    .reason = "erased before; the database was an older one"}));
      ++core.keys_destroyed_again;
    }
    return {};
  });
}

access::AccessOptions access_options(const config::Config& config) {
  return {.tenant = std::string(kTenant),
          .session_idle = std::chrono::minutes(config.access.session_idle_minutes),
          .session_length = std::chrono::hours(config.access.session_hours_max),
          .link_length = std::chrono::minutes(config.access.sign_in_link_minutes),
          .public_url = config.http.public_url};
}

}  // namespace

Core::Core(config::Config config_given, UtcOffsetAt utc_offset_at_given,
           StateDirectory directory_given, detect::Detector detector_given,
           crypto::MasterKeys keys_given, std::unique_ptr<store::Database> database_given)
    : config(std::move(config_given)),
      utc_offset_at(std::move(utc_offset_at_given)),
      directory(std::move(directory_given)),
      detector(std::move(detector_given)),
      keys(std::move(keys_given)),
      database(std::move(database_given)),
      keyring(*database, keys, directory.erasure_ledger(), random, clock),
      bus(*database, clock, {.kept_for = std::chrono::days(config.retention.events_days)},
          &metrics),
      audit(*database, clock, ids, keys, &metrics),
      access(*database, clock, ids, random, audit, access_options(config), &metrics),
      policies({.database = *database,
                .clock = clock,
                .ids = ids,
                .bus = bus,
                .audit = audit,
                .detector = detector,
                .utc_offset_at = utc_offset_at}) {
  contacts::verify_erasures_with(audit);
  inspection::verify_rows_with(audit);
}

Result<std::unique_ptr<Core>> Core::open(const config::Config& config, OpenMode mode) {
  const bool is_read_only = mode == OpenMode::ReadOnly;
  StateDirectory directory = TRY(is_read_only ? StateDirectory::open_existing(config.data_directory)
                                              : StateDirectory::open(config.data_directory));
  // First the lock that goes with the database: two servers must not both make a master key.
  auto database = TRY(open_database(config, directory, mode));
  TRY(database->migrate(all_migrations()));  // only compares when it may not write
  crypto::MasterKeys keys = TRY(load_keys(*database, directory, mode));
  const std::string fingerprint = own_rules::fingerprint(config.rules.directory);
  detect::Detector detector = TRY(
      own_rules::load_detector(config.rules.directory, {.key_file = config.rules.index_key_file}));
  const config::TimeZone zone = TRY(config::TimeZone::find(config.tenant.time_zone));
  auto core = std::make_unique<Core>(config, zone.utc_offset_at(), std::move(directory),
                                     std::move(detector), std::move(keys), std::move(database));
  core->rules_fingerprint = fingerprint;
  if (mode == OpenMode::ReadWrite) TRY(erase_again(*core));
  return core;
}

Result<std::optional<std::string>> find_unvouched_row(Core& core) {
  std::optional<std::string> found;
  TRY(core.database->read([&](store::Reader& reader) -> Result<> {
    found = TRY(access::find_unvouched_row(reader, kTenant));
    if (!found) found = TRY(inspection::find_unvouched_row(reader, kTenant));
    return {};
  }));
  return found;
}

std::vector<store::Migration> all_migrations() {
  std::vector<store::Migration> steps;
  for (const std::vector<store::Migration>& of_module :
       {crypto::migrations(), bus::migrations(), repeats::migrations(), jobs::migrations(),
        outbound::migrations(), audit::migrations(), access::migrations(), policies::migrations(),
        contacts::migrations(), inspection::migrations()}) {
    steps.insert(steps.end(), of_module.begin(), of_module.end());
  }
  return steps;
}

}  // namespace holdfast::server

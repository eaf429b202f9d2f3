#include "platform/store/migrate.h"

#include <fmt/core.h>

#include <map>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/sha256.h"

namespace holdfast::store {
namespace {

constexpr std::string_view kTable = R"(
CREATE TABLE IF NOT EXISTS holdfast_migration (
  module        TEXT   NOT NULL,
  name          TEXT   NOT NULL,
  sha256        TEXT   NOT NULL,  -- of the step's text, hexadecimal
  applied_at_ms BIGINT NOT NULL,  -- UTC, since the Unix epoch
  PRIMARY KEY (module, name)
))";

// module and name → hash
using Applied = std::map<std::pair<std::string, std::string>, std::string>;

std::string hash_of(const Migration& step) { return to_hex(sha256({as_bytes(step.sql)})); }

Result<Applied> applied_steps(Reader& reader) {
  Applied applied;
  TRY(reader.query("SELECT module, name, sha256 FROM holdfast_migration", {}, [&](const Row& row) {
    applied.emplace(std::pair(row.string(0), row.string(1)), row.string(2));
    return true;
  }));
  return applied;
}

Error changed(const Migration& step) {
  return {ErrorCode::Conflict,
          fmt::format("schema step {}/{} was changed after it had been applied to this database",
                      step.module, step.name)};
}

// One step in one transaction; another node may have been first.
Result<> apply(Transaction& transaction, const Migration& step, const MigrateOptions& options) {
  if (!options.step_lock_sql.empty()) TRY(transaction.execute(options.step_lock_sql, {}));
  const std::string hash = hash_of(step);
  std::string applied_hash;
  TRY(transaction.query("SELECT sha256 FROM holdfast_migration WHERE module = $1 AND name = $2",
                        {step.module, step.name}, [&](const Row& row) {
                          applied_hash = row.string(0);
                          return false;
                        }));
  if (!applied_hash.empty()) {
    if (applied_hash != hash) return changed(step);
    return {};
  }
  if (auto ran = options.run_script(transaction, step.sql); !ran) {
    return Error{ran.error().code,
                 fmt::format("schema step {}/{}: {}", step.module, step.name, ran.error().message)};
  }
  TRY(transaction.execute(
      "INSERT INTO holdfast_migration (module, name, sha256, applied_at_ms) VALUES ($1, $2, $3, "
      "$4)",
      {step.module, step.name, std::string_view(hash), to_ms(SystemClock().now())}));
  return {};
}

}  // namespace

Result<> Migrator::migrate(Database& database, std::span<const Migration> migrations,
                           const MigrateOptions& options) {
  const std::lock_guard lock(mutex_);
  for (const Migration& step : migrations) {
    known_.emplace(step.module, step.name);
  }
  if (!options.compare_only) {
    TRY(database.write(
        [&](Transaction& transaction) -> Result<> {
          if (!options.create_lock_sql.empty())
            TRY(transaction.execute(options.create_lock_sql, {}));
          return options.run_script(transaction, kTable);
        },
        Isolation::Snapshot));
  }

  Applied applied;
  const Result<> read = database.read([&](Reader& reader) -> Result<> {
    applied = TRY(applied_steps(reader));
    return {};
  });
  // Comparing only, an unmigrated database lacks the table itself.
  const bool is_bare =
      !read && options.compare_only && read.error().code == ErrorCode::InvalidInput;
  if (!read && !is_bare) return read;
  for (const auto& [step, hash] : applied) {
    if (known_.contains(step)) continue;
    return Error{
        ErrorCode::Conflict,
        fmt::format("the database was written by a newer version: it has schema step {}/{}, "
                    "which this program does not know",
                    step.first, step.second)};
  }
  for (const Migration& step : migrations) {
    const auto found = applied.find({std::string(step.module), std::string(step.name)});
    if (found != applied.end()) {
      if (found->second != hash_of(step)) return changed(step);
    } else if (options.compare_only) {
      return Error{ErrorCode::Conflict,
                   fmt::format("the database was written by an older version: it lacks schema step "
                               "{}/{}; run `holdfast migrate` first",
                               step.module, step.name)};
    } else {
      // The lock makes steps serial, and it must come before anything that fixes the moment seen.
      TRY(database.write(
          [&](Transaction& transaction) { return apply(transaction, step, options); },
          Isolation::Snapshot));
    }
  }
  return {};
}

}  // namespace holdfast::store

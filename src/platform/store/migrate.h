// Applies schema steps through a Database, the same way on every backend.

#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "platform/store/database.h"

namespace holdfast::store {

// Runs a text of several statements in the transaction.
using RunScript = std::function<Result<>(Transaction&, std::string_view sql)>;

struct MigrateOptions {
  RunScript run_script;
  // Run first in the transaction that creates the table of steps, and in each step's. Empty where
  // writers are serial anyway.
  std::string_view create_lock_sql;
  std::string_view step_lock_sql;
  bool compare_only = false;
};

// Remembers which steps it was told of, so that several calls on one database add up. Thread-safe.
class Migrator {
 public:
  Result<> migrate(Database& database, std::span<const Migration> migrations,
                   const MigrateOptions& options);

 private:
  using StepName = std::pair<std::string, std::string>;  // module, name

  std::mutex mutex_;
  std::set<StepName> known_;
};

}  // namespace holdfast::store

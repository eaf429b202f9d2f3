// holdfast migrate, doctor, backup and restore: looking after a data directory.

#include <fmt/core.h>

#include "app/cli/commands.h"
#include "app/cli/server_options.h"
#include "app/server/backup.h"
#include "app/server/core.h"
#include "platform/config/reference.h"
#include "platform/own_rules/rule_directory.h"
#include "platform/sandbox/extractor.h"

namespace holdfast::cli {
namespace {

Result<> migrate(const ServerOptions& options) {
  TRY(server::Core::open(TRY(options.load()), server::OpenMode::ReadWrite));
  fmt::print("The database is as this version needs it.\n");
  return {};
}

// Prints one line a check; remembers whether all were fine.
class Checks {
 public:
  void add(std::string_view what, const Result<>& outcome) {
    if (outcome) {
      fmt::print("ok      {}\n", what);
    } else {
      fmt::print("FAILED  {}: {}\n", what, outcome.error().message);
      are_fine_ = false;
    }
  }
  bool are_fine() const { return are_fine_; }

 private:
  bool are_fine_ = true;
};

// A page, because that takes a worker.
Result<> check_worker() {
  sandbox::Pool pool({.worker_count = 1});
  sandbox::Extractor extractor(pool);
  const extract::Document document =
      TRY(extractor.read(as_bytes("<!doctype html><p>hello</p>"), "text/html", "a.html"));
  if (!document.is_readable()) {
    return Error{ErrorCode::Unavailable, "the sandboxed worker cannot read a page"};
  }
  return {};
}

Result<> check_storage(server::Core& core) {
  for (const std::string& problem : TRY(core.database->integrity_problems())) {
    return Error{ErrorCode::Corrupted, problem};
  }
  return {};
}

Result<> check_log(server::Core& core) {
  const audit::Verification verification = TRY(core.audit.verify(server::kTenant));
  if (verification.first_problem) {
    return Error{ErrorCode::Corrupted, verification.first_problem->what};
  }
  const std::optional<std::string> problem = TRY(server::find_unvouched_row(core));
  if (problem) return Error{ErrorCode::Corrupted, *problem};
  return {};
}

void print_settings(const config::Config& config) {
  fmt::print("\nSettings in force, * where not the default:\n");
  for (const config::Setting& setting : config::settings_in_force(config)) {
    fmt::print("{} {:<34} {}\n", setting.is_default ? ' ' : '*', setting.key, setting.value);
  }
}

int doctor(const ServerOptions& options) {
  Checks checks;
  const Result<config::Config> config = options.load();
  checks.add("settings", config ? Result<>() : Result<>(config.error()));
  if (!config) return kExitFailed;
  const auto rules =
      own_rules::load_detector(config->rules.directory, {.key_file = config->rules.index_key_file});
  checks.add("detection rules", rules ? Result<>() : Result<>(rules.error()));
  checks.add("sandboxed worker", check_worker());
  const auto core = server::Core::open(*config, server::OpenMode::ReadOnly);
  checks.add("data directory, key and database", core ? Result<>() : Result<>(core.error()));
  if (core) {
    checks.add("storage", check_storage(**core));
    checks.add("log", check_log(**core));
  }
  print_settings(*config);
  return checks.are_fine() ? kExitFine : kExitFailed;
}

int finish(const Result<>& done) { return done ? kExitFine : fail(done.error()); }

}  // namespace

Action define_migrate(CommandLine command) {
  command.description("Bring the database to this version");
  command.footer(
      "The server does this by itself when it starts. A database from a newer version is refused.");
  auto options = add_server_options(command);
  return [options] { return finish(migrate(*options)); };
}

Action define_doctor(CommandLine command) {
  command.description("Check that everything is well");
  command.footer(
      "Checks settings, rules, the sandboxed worker, keys, database and log, also beside a running "
      "server,\n"
      "and shows the settings in force; of secrets, only whether they are set.\n"
      "Exit 0: all is well; 1: something is not.");
  auto options = add_server_options(command);
  return [options] { return doctor(*options); };
}

Action define_backup(CommandLine command) {
  command.description("Copy the data directory, also while the server runs");
  command.footer(
      "Example:\n"
      "  holdfast backup --data data --to /backups/2026-11-22\n"
      "\n"
      "A consistent copy, also while the server runs. It does not hold master.key, without which "
      "it cannot be\n"
      "read: keep that elsewhere.");
  auto options = add_server_options(command);
  auto target = std::make_shared<std::string>();
  command.add_option("--to", *target, "A new directory for the backup").required();
  return [options, target] {
    const auto act = [&]() -> Result<> { return server::back_up(TRY(options->load()), *target); };
    const Result<> done = act();
    if (done) fmt::print("Backed up to {}.\n", *target);
    return finish(done);
  };
}

Action define_restore(CommandLine command) {
  command.description("Put a backup into a data directory");
  command.footer(
      "Example:\n"
      "  holdfast restore --data data --from /backups/2026-11-22\n"
      "\n"
      "The data directory must hold master.key, and erased.jsonl if there is one: subjects erased "
      "since the\n"
      "backup stay erased.");
  auto options = add_server_options(command);
  auto source = std::make_shared<std::string>();
  auto replace = std::make_shared<bool>(false);
  command.add_option("--from", *source, "A backup's directory").required();
  command.add_flag("--replace", *replace, "Move a database that is there aside");
  return [options, source, replace] {
    const auto act = [&]() -> Result<server::Restored> {
      return server::restore(TRY(options->load()), *source, *replace);
    };
    const Result<server::Restored> done = act();
    if (!done) return fail(done.error());
    fmt::print("Restored. {} subjects erased since the backup were erased again.\n",
               done->keys_destroyed);
    return kExitFine;
  };
}

}  // namespace holdfast::cli

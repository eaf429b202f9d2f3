// The commands' definitions, one file each.

#pragma once

#include "app/cli/command.h"

namespace holdfast::cli {

Action define_serve(CLI::App& app);   // serve.cc
Action define_scan(CLI::App& app);    // scan.cc
Action define_redact(CLI::App& app);  // redact.cc
Action define_policy(CLI::App& app);  // policy.cc
Action define_audit(CLI::App& app);   // audit.cc
Action define_user(CLI::App& app);    // user.cc
Action define_backup(CLI::App& app);  // maintain.cc, as those below
Action define_restore(CLI::App& app);
Action define_migrate(CLI::App& app);
Action define_doctor(CLI::App& app);

}  // namespace holdfast::cli

// The commands' definitions, one file each.

#pragma once

#include "app/cli/command.h"

namespace holdfast::cli {

Action define_serve(CommandLine command);    // serve.cc
Action define_scan(CommandLine command);     // scan.cc
Action define_redact(CommandLine command);   // redact.cc
Action define_reverse(CommandLine command);  // reverse.cc
Action define_report(CommandLine command);   // anonymity.cc
Action define_policy(CommandLine command);   // policy.cc
Action define_audit(CommandLine command);    // audit.cc
Action define_user(CommandLine command);     // user.cc
Action define_erase(CommandLine command);    // erase.cc
Action define_backup(CommandLine command);   // maintain.cc, as those below
Action define_restore(CommandLine command);
Action define_migrate(CommandLine command);
Action define_doctor(CommandLine command);
Action define_rules(CommandLine command);

}  // namespace holdfast::cli

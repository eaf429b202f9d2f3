#include "app/cli/commands.h"

#include <array>

#include "app/cli/output.h"

namespace holdfast::cli {
namespace {

constexpr std::array kCommands = {
    Command{"serve", define_serve},     Command{"scan", define_scan},
    Command{"redact", define_redact},   Command{"reverse", define_reverse},
    Command{"policy", define_policy},   Command{"audit", define_audit},
    Command{"user", define_user},       Command{"erase", define_erase},
    Command{"backup", define_backup},   Command{"restore", define_restore},
    Command{"migrate", define_migrate}, Command{"doctor", define_doctor},
    Command{"rules", define_rules},     Command{"report", define_report},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

int fail(const Error& error) {
  print_message(error.message);
  return error.code == ErrorCode::InvalidInput ? kExitUsage : kExitFailed;
}

}  // namespace holdfast::cli

#include "app/cli/commands.h"

#include <array>

#include "app/cli/output.h"

namespace holdfast::cli {
namespace {

constexpr std::array kCommands = {
    Command{"scan", define_scan},
    Command{"redact", define_redact},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

int fail(const Error& error) {
  print_message(error.message);
  return error.code == ErrorCode::InvalidInput ? kExitUsage : kExitFailed;
}

}  // namespace holdfast::cli

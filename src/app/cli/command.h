// What a command of the program is.

#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "app/cli/command_line.h"
#include "base/result.h"

namespace holdfast::cli {

// The codes that scripts rely on.
inline constexpr int kExitFine = 0;
inline constexpr int kExitFailed = 1;  // something could not be read or done
inline constexpr int kExitUsage = 2;
inline constexpr int kExitFound = 3;  // scan found something

// Runs the command after its options were read and returns the exit code.
using Action = std::function<int()>;

struct Command {
  std::string_view name;
  // Adds the command's description, of which the first line stands in the list of commands, and its
  // options to its part of the command line. What they are read into lives in the action returned.
  Action (*define)(CommandLine command);
};

// Every command, in the order of the help.
std::span<const Command> commands();

// For an action: prints "holdfast: <message>" and returns the code that fits, kExitUsage for
// InvalidInput and kExitFailed for the rest.
int fail(const Error& error);

}  // namespace holdfast::cli

// holdfast: the one program, a command each for the server and for people.

#include <csignal>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "platform/telemetry/log.h"

namespace {

using namespace holdfast;

constexpr const char* kDescription =
    "Holdfast protects a contact centre's customer data.\n"
    "\n"
    "Start with a file of your own:\n"
    "  holdfast scan chat.txt            what is in it, masked\n"
    "  holdfast redact chat.txt          the same text, made safe\n"
    "\n"
    "Each command explains itself with examples: holdfast scan --help";

constexpr const char* kFooter =
    "Exit codes: 0 done, 1 something could not be read or done, 2 wrong usage, 3 scan found "
    "something.";

}  // namespace

int main(int argc, char** argv) {
  holdfast::telemetry::log_as_command();  // standard output carries results alone
  std::signal(SIGPIPE, SIG_IGN);          // a closed pipe is an error of writing, reported as one
  cli::Program program("holdfast", "holdfast " HOLDFAST_VERSION, kDescription, kFooter);
  int exit_code = cli::kExitFine;
  for (const cli::Command& command : cli::commands()) {
    cli::CommandLine line = program.add_command(command.name);
    line.on_parsed([action = command.define(line), &exit_code] { exit_code = action(); });
  }
  if (argc == 1) {
    cli::print_result(program.help());
    return cli::kExitUsage;
  }
  return program.parse(argc, argv).value_or(exit_code);
}

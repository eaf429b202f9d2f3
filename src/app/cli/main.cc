// holdfast: the one program, a command each for the server and for people.

#include <csignal>

#include <fmt/core.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

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

// In the list of commands, the first line of what each says of itself.
class FirstLines : public CLI::Formatter {
 public:
  std::string make_subcommand(const CLI::App* sub) const override {
    const std::string description = sub->get_description();
    return fmt::format("  {:<16}{}\n", sub->get_name(),
                       description.substr(0, description.find('\n')));
  }
};

}  // namespace

int main(int argc, char** argv) {
  holdfast::telemetry::log_as_command();  // standard output carries results alone
  std::signal(SIGPIPE, SIG_IGN);          // a closed pipe is an error of writing, reported as one
  CLI::App app(kDescription, "holdfast");
  app.footer(kFooter);
  app.formatter(std::make_shared<FirstLines>());
  app.get_formatter()->column_width(34);
  app.set_version_flag("--version", "holdfast " HOLDFAST_VERSION);
  app.require_subcommand(1);
  int exit_code = cli::kExitFine;
  for (const cli::Command& command : cli::commands()) {
    CLI::App* sub = app.add_subcommand(std::string(command.name));
    sub->callback([action = command.define(*sub), &exit_code] { exit_code = action(); });
  }
  if (argc == 1) {
    cli::print_result(app.help());
    return cli::kExitUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::kExitFine : cli::kExitUsage;
  }
  return exit_code;
}

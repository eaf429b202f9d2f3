#include "app/cli/command_line.h"

#include <fmt/core.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "app/cli/command.h"

namespace holdfast::cli {
namespace {

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

Option& Option::required() {
  option_->required();
  return *this;
}

Option& Option::in_range(int min, int max) {
  option_->check(CLI::Range(min, max));
  return *this;
}

Option& Option::in_range(double min, double max) {
  option_->check(CLI::Range(min, max));
  return *this;
}

Option& Option::one_of(std::initializer_list<const char*> values) {
  option_->check(CLI::IsMember(values));
  return *this;
}

Option& Option::separated_by_commas() {
  option_->delimiter(',')->allow_extra_args(false);
  return *this;
}

Option& Option::type_name(const char* name) {
  option_->type_name(name);
  return *this;
}

Option& Option::shows_default() {
  option_->capture_default_str();
  return *this;
}

void CommandLine::description(const char* text) { app_->description(text); }

void CommandLine::footer(const char* text) { app_->footer(text); }

CommandLine CommandLine::add_subcommand(const char* name, const char* summary) {
  return CommandLine(app_->add_subcommand(name, summary));
}

void CommandLine::require_subcommand() { app_->require_subcommand(1); }

void CommandLine::on_parsed(std::function<void()> action) { app_->callback(std::move(action)); }

Option CommandLine::add_option(const char* name, std::string& value, const char* help) {
  return Option(app_->add_option(name, value, help));
}

Option CommandLine::add_option(const char* name, std::vector<std::string>& values,
                               const char* help) {
  return Option(app_->add_option(name, values, help));
}

Option CommandLine::add_option(const char* name, unsigned& value, const char* help) {
  return Option(app_->add_option(name, value, help));
}

Option CommandLine::add_option(const char* name, std::size_t& value, const char* help) {
  return Option(app_->add_option(name, value, help));
}

Option CommandLine::add_option(const char* name, double& value, const char* help) {
  return Option(app_->add_option(name, value, help));
}

void CommandLine::add_flag(const char* name, bool& value, const char* help) {
  app_->add_flag(name, value, help);
}

Program::Program(const char* name, const char* version, const char* description, const char* footer)
    : app_(std::make_unique<CLI::App>(description, name)) {
  app_->footer(footer);
  app_->formatter(std::make_shared<FirstLines>());
  app_->get_formatter()->column_width(34);
  app_->set_version_flag("--version", version);
  app_->require_subcommand(1);
}

Program::~Program() = default;

CommandLine Program::add_command(std::string_view name) {
  return CommandLine(app_->add_subcommand(std::string(name)));
}

std::string Program::help() const { return app_->help(); }

std::optional<int> Program::parse(int argc, char** argv) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_->exit(error) == 0 ? kExitFine : kExitUsage;
  }
  return std::nullopt;
}

}  // namespace holdfast::cli

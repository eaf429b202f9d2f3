// The command line, as commands describe their part of it and the program reads it.
//
// CLI11 stands behind this, in command_line.cc alone: its headers take longer to compile than all
// else that a command includes.

#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace holdfast::cli {

// One option or positional argument of a command. A handle, good as long as the program's line.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}

  Option& required();
  Option& in_range(int min, int max);
  Option& in_range(double min, double max);
  Option& one_of(std::initializer_list<const char*> values);
  Option& separated_by_commas();  // and not by spaces
  Option& type_name(const char* name);
  Option& shows_default();  // in the help

 private:
  CLI::Option* option_;
};

// A command or subcommand. A handle, as Option is. What values are read into must outlive parsing.
class CommandLine {
 public:
  explicit CommandLine(CLI::App* app) : app_(app) {}

  void description(const char* text);
  void footer(const char* text);
  CommandLine add_subcommand(const char* name, const char* summary);
  void require_subcommand();
  void on_parsed(std::function<void()> action);

  // "--name", or "NAME" for a positional argument.
  Option add_option(const char* name, std::string& value, const char* help);
  Option add_option(const char* name, std::vector<std::string>& values, const char* help);
  Option add_option(const char* name, unsigned& value, const char* help);
  Option add_option(const char* name, std::size_t& value, const char* help);
  Option add_option(const char* name, double& value, const char* help);
  void add_flag(const char* name, bool& value, const char* help);

 private:
  CLI::App* app_;
};

// The program's whole line: one command of it must be given.
class Program {
 public:
  Program(const char* name, const char* version, const char* description, const char* footer);
  ~Program();

  CommandLine add_command(std::string_view name);
  std::string help() const;

  // Runs what the commands given asked for with on_parsed(). An exit code where that was not to be:
  // help was asked for, or usage was wrong, and either is printed.
  std::optional<int> parse(int argc, char** argv);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace holdfast::cli

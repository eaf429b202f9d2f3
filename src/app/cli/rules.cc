// holdfast rules check: a directory of one's own rules, before a server takes it in.

#include <fmt/core.h>

#include "app/cli/commands.h"
#include "app/cli/common_options.h"
#include "app/cli/rules_documents.h"
#include "app/cli/rules_exact.h"
#include "platform/own_rules/rule_directory.h"

namespace holdfast::cli {
namespace {

void print_failures(const detect::ExampleReport& report) {
  for (const detect::ExampleFailure& failure : report.failures) {
    fmt::print("{}: an example does not hold: it {}\n{}\n", failure.place, failure.problem,
               failure.details);
  }
}

Result<int> check(const std::string& path) {
  const auto directory = TRY(own_rules::RuleDirectory::read(path, {.key_file = index_key_file()}));
  const own_rules::RuleDirectory::Check found = TRY(directory.check());
  print_failures(found.own);
  if (!found.shipped.failures.empty()) {
    fmt::print("\nBeside these rules, {} examples of the shipped ones do not hold any more:\n",
               found.shipped.failures.size());
    print_failures(found.shipped);
  }
  fmt::print("{} examples, {} failed\n", found.own.examples, found.own.failures.size());
  return found.own.failures.empty() ? kExitFine : kExitFailed;
}

}  // namespace

Action define_rules(CommandLine command) {
  command.description("Check your own detectors and lists, register records and documents");
  command.footer(
      "Examples:\n"
      "  holdfast rules check rules/          read all of it and run its examples\n"
      "  holdfast scan chat.txt --rules rules/\n"
      "  holdfast serve --rules rules/        changes are taken in while it runs\n"
      "  holdfast rules exact build --help    an index of your customers' records\n"
      "  holdfast rules documents build --help   fingerprints of your forms and templates\n"
      "\n"
      "How to write them: docs/guides/own-detectors.md.");
  command.require_subcommand();
  auto code = std::make_shared<int>(kExitUsage);
  auto path = std::make_shared<std::string>();
  CommandLine sub =
      command.add_subcommand("check", "Read a directory and run the examples of its detectors");
  sub.add_option("DIR", *path, "The directory").required();
  sub.footer(
      "Names the file, the line and what to change. Exit 0: a server would take it in; 1: an "
      "example fails; 2:\n"
      "something in it cannot stand.");
  sub.on_parsed([=] {
    const Result<int> checked = check(*path);
    *code = checked ? *checked : fail(checked.error());
  });
  define_rules_exact(command, code);
  define_rules_documents(command, code);
  return [code] { return *code; };
}

}  // namespace holdfast::cli

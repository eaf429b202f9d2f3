// holdfast policy check|test|backtest: policies as files, before they are activated.

#include <fmt/core.h>

#include "app/cli/commands.h"
#include "app/cli/server_options.h"
#include "app/server/core.h"
#include "domain/inspection/stored_traffic.h"
#include "domain/policies/cli_report.h"
#include "domain/policies/vocabulary.h"

namespace holdfast::cli {
namespace {

using Check = policies::Report (*)(std::span<const std::string>, const decide::Policy::Vocabulary&);

int run_check(Check check, const std::vector<std::string>& paths) {
  const auto detector = detect::Detector::load_embedded();
  if (!detector) return fail(detector.error());
  const policies::Report report = check(paths, policies::vocabulary_of(*detector));
  fmt::print("{}", report.text);
  return report.is_fine ? kExitFine : kExitFailed;
}

Result<> backtest(const ServerOptions& options, const std::string& path) {
  const auto core = TRY(server::Core::open(TRY(options.load()), server::OpenMode::ReadOnly));
  TRY(core->policies.reload(server::kTenant));
  const decide::Policy draft =
      TRY(policies::read_policy(wanted.path, policies::vocabulary_of(core->detector)));
  inspection::StoredTraffic traffic(*core->database, core->utc_offset_at);
  const policies::Backtest outcome = TRY(
      policies::run_backtest(draft, *core->policies.snapshot(server::kTenant), traffic, request));
  if (wanted.json) {
    JsonWriter json;
    policies::write_backtest(json, outcome);
    fmt::print("{}\n", json.text());
  } else {
    fmt::print("{}", policies::backtest_text(outcome));
  }
  return {};
}

}  // namespace

Action define_policy(CommandLine command) {
  command.description("Check, test and backtest policy files");
  command.footer(
      "Examples:\n"
      "  holdfast policy check rules/policies         read them, name what is wrong and where\n"
      "  holdfast policy test cards.yaml              run the tests that the policy carries\n"
      "  holdfast policy backtest cards.yaml --data data\n"
      "                                               what it would have done to stored traffic\n"
      "\n"
      "The language: docs/guides/policies.md.");
  command.require_subcommand();
  auto code = std::make_shared<int>(kExitUsage);
  auto paths = std::make_shared<std::vector<std::string>>();
  for (const auto& [name, summary, check] :
       {std::tuple{"check", "Read policies and say what is wrong", &policies::check_policies},
        std::tuple{"test", "Run the tests that policies carry", &policies::test_policies}}) {
    CommandLine sub = command.add_subcommand(name, summary);
    sub.add_option("PATH", *paths, "Policy files, or folders of them").required();
    sub.on_parsed([=, check = check] { *code = run_check(check, *paths); });
  }
  CommandLine backtest_command =
      command.add_subcommand("backtest", "What a policy would have done to stored traffic");
  auto options = add_server_options(backtest_command);
  auto path = std::make_shared<std::string>();
  backtest_command.add_option("FILE", *path, "A policy file").required();
  backtest_command.on_parsed([=] {
    const Result<> done = backtest(*options, *path);
    *code = done ? kExitFine : fail(done.error());
  });
  return [code] { return *code; };
}

}  // namespace holdfast::cli

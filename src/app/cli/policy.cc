// holdfast policy check|test|backtest: policies as files, before they are activated.

#include <fmt/core.h>

#include "app/cli/commands.h"
#include "app/cli/common_options.h"
#include "app/cli/server_options.h"
#include "app/server/core.h"
#include "base/json_writer.h"
#include "base/timestamp.h"
#include "domain/inspection/stored_traffic.h"
#include "domain/policies/cli_report.h"
#include "domain/policies/views.h"
#include "domain/policies/vocabulary.h"
#include "platform/own_rules/rule_directory.h"

namespace holdfast::cli {
namespace {

constexpr int kMessagesMax = 1'000'000;

using Check = policies::Report (*)(std::span<const std::string>, const decide::Policy::Vocabulary&);

int run_check(Check check, const std::vector<std::string>& paths, const std::string& rules) {
  const auto detector = load_rules(rules);
  if (!detector) return fail(detector.error());
  const policies::Report report = check(paths, policies::vocabulary_of(*detector));
  fmt::print("{}", report.text);
  return report.is_fine ? kExitFine : kExitFailed;
}

struct BacktestOptions {
  std::string path, mode = "enforce", from, to;
  std::size_t limit = 10'000;
  bool json = false;
};

Result<std::optional<Timestamp>> time_of(std::string_view option, const std::string& text) {
  if (text.empty()) return std::optional<Timestamp>();
  const Result<Timestamp> time = from_rfc3339(text);
  if (time) return std::optional(*time);
  return Error{ErrorCode::InvalidInput,
               fmt::format("{}: expected a time such as 2026-03-02T22:15:00Z", option)};
}

Result<policies::BacktestRequest> request_of(const BacktestOptions& options) {
  policies::BacktestRequest request{.tenant = std::string(server::kTenant)};
  request.range = {
    .from = TRY(time_of("--from", options.from)),
    .to = TRY(time_of("--to", options.to)),
    .messages_max = options.limit
  };
  request.mode = decide::parse_mode(options.mode);  // nothing for "current"
  return request;
}

Result<> backtest(const ServerOptions& options, const BacktestOptions& wanted) {
  const policies::BacktestRequest request = TRY(request_of(wanted));
  const auto core = TRY(server::Core::open(TRY(options.load()), server::OpenMode::ReadOnly));
  TRY(core->policies.reload(server::kTenant));
  const decide::Policy draft =
      TRY(policies::read_policy(wanted.path, policies::vocabulary_of(core->detector.get())));
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
  auto rules = std::make_shared<std::string>();
  for (const auto& [name, summary, check] :
       {std::tuple{"check", "Read policies and say what is wrong", &policies::check_policies},
        std::tuple{"test", "Run the tests that policies carry", &policies::test_policies}}) {
    CommandLine sub = command.add_subcommand(name, summary);
    sub.add_option("PATH", *paths, "Policy files, or folders of them").required();
    add_rules_option(sub, *rules);
    sub.on_parsed([=, check = check] { *code = run_check(check, *paths, *rules); });
  }
  CommandLine backtest_command =
      command.add_subcommand("backtest", "What a policy would have done to stored traffic");
  auto options = add_server_options(backtest_command);
  auto wanted = std::make_shared<BacktestOptions>();
  backtest_command.add_option("FILE", wanted->path, "A policy file").required();
  backtest_command
      .add_option("--mode", wanted->mode,
                  "Try it in this mode, or as its policy runs now (current)")
      .one_of({"observe", "coach", "enforce", "current"})
      .shows_default();
  backtest_command.add_option("--from", wanted->from, "Messages from this time on (RFC 3339)");
  backtest_command.add_option("--to", wanted->to, "Messages before this time");
  backtest_command.add_option("--limit", wanted->limit, "The newest so many of them")
      .in_range(1, kMessagesMax)
      .shows_default();
  backtest_command.add_flag("--json", wanted->json, "Print one JSON object, as the HTTP API does");
  backtest_command.footer(
      "Example:\n"
      "  holdfast policy backtest cards.yaml --mode coach --from 2026-03-01T00:00:00Z --json\n"
      "\n"
      "Runs over what is known of stored messages (findings, channel, people, time), never over "
      "their text;\n"
      "also beside a running server. Nothing is changed.");
  backtest_command.on_parsed([=] {
    const Result<> done = backtest(*options, *wanted);
    *code = done ? kExitFine : fail(done.error());
  });
  return [code] { return *code; };
}

}  // namespace holdfast::cli

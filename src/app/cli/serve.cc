// holdfast serve: the server.

#include <csignal>
#include <cstdio>

#include <fmt/core.h>

#include "app/cli/commands.h"
#include "app/cli/common_options.h"
#include "app/cli/server_options.h"
#include "app/server/application.h"
#include "app/server/sample_day.h"
#include "platform/telemetry/log.h"

namespace holdfast::cli {
namespace {

struct ServeOptions {
  std::shared_ptr<ServerOptions> server;
  std::string port;
  std::string address;
  std::string rules;
  std::string sample_day;
  bool enforce = false;
};

// Blocks the signals that end the server in this thread and all it starts; wait() takes them.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  void wait() {
    int signal = 0;
    sigwait(&signals_, &signal);
  }
  bool is_pending() const {
    sigset_t pending;
    sigpending(&pending);
    return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
  }

 private:
  sigset_t signals_{};
};

Result<> load_day(server::Application& application, const std::string& path,
                  const StopSignals& signals) {
  if (!server::is_sample_day_planned(application.core())) return {};
  if (path.empty()) {
    fmt::print("The sample day is loaded in part: start with --sample-day to complete it.\n");
    return {};
  }
  fmt::print("Loading the sample day …\n");
  std::fflush(stdout);
  const server::SampleDayResult loaded =
      TRY(server::load_sample_day(path, application.core(), application.inspections(),
                                  [&signals] { return signals.is_pending(); }));
  fmt::print("Loaded {} messages.\n", loaded.messages);
  if (loaded.refused > 0) fmt::print("{} messages of it were refused.\n", loaded.refused);
  if (!loaded.is_complete) fmt::print("The next start with the sample day loads the rest.\n");
  return {};
}

// The day is for a directory in which no server has run: one that began empty stays empty.
server::StartOptions start_options(const ServeOptions& options) {
  const bool begins_enforcing = options.enforce || !options.sample_day.empty();
  server::StartOptions start{.first_mode =
                                 begins_enforcing ? decide::Mode::Enforce : decide::Mode::Observe};
  if (!options.sample_day.empty()) {
    start.on_first_start = [day = options.sample_day](server::Core& core) {
      return server::plan_sample_day(day, core);
    };
  }
  return start;
}

Result<> print_greeting(server::Application& application) {
  const auto link =
      TRY(application.core().access.people().first_administrator_link(server::kTenant));
  fmt::print("Holdfast is ready: {}\n", application.url());
  if (link) {
    fmt::print("Sign in as the first administrator, once, within {} minutes:\n  {}\n",
               application.core().config.access.sign_in_link_minutes,
               access::link_address(application.url(), *link));
  }
  std::fflush(stdout);
  return {};
}

Result<> serve(const ServeOptions& options, StopSignals& signals) {
  if (!options.port.empty()) options.server->overrides.emplace_back("http.port", options.port);
  if (!options.address.empty()) {
    options.server->overrides.emplace_back("http.address", options.address);
  }
  if (!options.rules.empty()) {
    options.server->overrides.emplace_back("rules.directory", options.rules);
  }
  const config::Config config = TRY(options.server->load());
  TRY(telemetry::start_logging({.level = config.log.level,
                                .format = config.log.format == "json"
                                              ? telemetry::LogFormat::Json
                                              : telemetry::LogFormat::Text}));
  const auto application = TRY(server::Application::start(config, start_options(options)));
  TRY(load_day(*application, options.sample_day, signals));
  TRY(print_greeting(*application));
  signals.wait();
  telemetry::log_info("stopping");
  application->stop();
  return {};
}

}  // namespace

Action define_serve(CommandLine command) {
  command.description("Run the server: HTTP, console, log");
  command.footer(
      "Examples:\n"
      "  holdfast serve                       state in ./data, http://127.0.0.1:8470\n"
      "  holdfast serve --data /var/lib/holdfast --config /etc/holdfast.toml\n"
      "  HOLDFAST_HTTP_CERTIFICATE_FILE=a.pem HOLDFAST_HTTP_KEY_FILE=a.key \\\n"
      "    holdfast serve --address 0.0.0.0   beyond this machine, with TLS\n"
      "\n"
      "The first start prints a link that makes the first administrator. In an empty directory "
      "the\n"
      "shipped policies observe: they record what they would do and change nothing, until you\n"
      "switch them in the console. Every setting: docs/guides/configuration.md.");
  auto options = std::make_shared<ServeOptions>();
  options->server = add_server_options(command);
  command.add_option("--port", options->port, "Port to listen on; 0 picks a free one");
  command.add_option("--address", options->address, "IP address to listen on");
  add_rules_option(command, options->rules);
  command.add_option("--sample-day", options->sample_day,
                     "Load this generated day when no server has run in the data directory before; "
                     "its policies enforce");
  command.add_flag("--enforce", options->enforce,
                   "In an empty data directory, let the shipped policies enforce from the start");
  return [options] {
    StopSignals signals;  // before any thread starts
    const Result<> served = serve(*options, signals);
    telemetry::stop_logging();
    return served ? kExitFine : fail(served.error());
  };
}

}  // namespace holdfast::cli

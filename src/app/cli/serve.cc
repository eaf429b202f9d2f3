// holdfast serve: the server.

#include <csignal>
#include <cstdio>

#include <fmt/core.h>

#include "app/cli/commands.h"
#include "app/cli/server_options.h"
#include "app/server/application.h"
#include "app/server/sample_day.h"
#include "domain/contacts/store.h"
#include "platform/telemetry/log.h"

namespace holdfast::cli {
namespace {

struct ServeOptions {
  std::shared_ptr<ServerOptions> server;
  std::string port;
  std::string address;
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

 private:
  sigset_t signals_{};
};

Result<bool> has_contacts(server::Core& core) {
  bool is_found = false;
  TRY(core.database->read([&](store::Reader& reader) -> Result<> {
    is_found = !TRY(contacts::list(reader, server::kTenant, {.limit = 1}))
    .empty();
    return {};
  }));
  return is_found;
}

// Only into an empty directory, so that starting twice loads once.
Result<> load_day(server::Application& application, const std::string& path) {
  if (path.empty() || TRY(has_contacts(application.core()))) return {};
  fmt::print("Loading the sample day …\n");
  std::fflush(stdout);
  const server::SampleDayResult loaded =
      TRY(server::load_sample_day(path, application.core().clock, application.inspections(),
                                  {.tenant = std::string(server::kTenant), .actor = "system"}));
  fmt::print("Loaded {} messages.\n", loaded.messages);
  if (loaded.refused > 0) fmt::print("{} messages of it were refused.\n", loaded.refused);
  return {};
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
  const config::Config config = TRY(options.server->load());
  TRY(telemetry::start_logging({.level = config.log.level,
                                .format = config.log.format == "json"
                                              ? telemetry::LogFormat::Json
                                              : telemetry::LogFormat::Text}));
  const bool begins_enforcing = options.enforce || !options.sample_day.empty();
  const auto application = TRY(server::Application::start(
      config, {.first_mode = begins_enforcing ? decide::Mode::Enforce : decide::Mode::Observe}));
  TRY(load_day(*application, options.sample_day));
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
  command.add_option("--sample-day", options->sample_day,
                     "Load this generated day into an empty data directory; its policies enforce");
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

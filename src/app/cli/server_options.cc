#include "app/cli/server_options.h"

namespace holdfast::cli {

Result<config::Config> ServerOptions::load() const {
  config::Sources sources{
      .file = config_file, .environment = config::process_environment(), .overrides = overrides};
  if (!data.empty()) sources.overrides.emplace_back("data_directory", data);
  return config::load(sources);
}

std::shared_ptr<ServerOptions> add_server_options(CommandLine command) {
  auto options = std::make_shared<ServerOptions>();
  command.add_option("--data", options->data, "The data directory (default: data)");
  command.add_option("--config", options->config_file, "A TOML file of settings");
  return options;
}

}  // namespace holdfast::cli

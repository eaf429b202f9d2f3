#include "app/cli/server_options.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace holdfast::cli {

Result<config::Config> ServerOptions::load() const {
  config::Sources sources{
      .file = config_file, .environment = config::process_environment(), .overrides = overrides};
  if (!data.empty()) sources.overrides.emplace_back("data_directory", data);
  return config::load(sources);
}

std::shared_ptr<ServerOptions> add_server_options(CLI::App& app) {
  auto options = std::make_shared<ServerOptions>();
  app.add_option("--data", options->data, "The data directory (default: data)");
  app.add_option("--config", options->config_file, "A TOML file of settings");
  return options;
}

}  // namespace holdfast::cli

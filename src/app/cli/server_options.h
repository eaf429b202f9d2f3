// The options of every command that works on a data directory.

#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/command_line.h"
#include "base/result.h"
#include "platform/config/config.h"

namespace holdfast::cli {

struct ServerOptions {
  std::string config_file;
  std::string data;
  std::vector<std::pair<std::string, std::string>> overrides;  // {"http.port", "9000"}

  // Defaults, file, environment, then what was typed.
  Result<config::Config> load() const;
};

// Adds --data and --config. What they are read into lives as long as the pointer.
std::shared_ptr<ServerOptions> add_server_options(CommandLine command);

}  // namespace holdfast::cli

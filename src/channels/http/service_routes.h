// What belongs to no module: health, metrics, the contract and its page, and the console's files.

#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "platform/http/http.h"

namespace holdfast::channels {

struct ServiceParts {
  // Reads and writes what the server needs. Called at most once a second, however many ask: anybody
  // may, and each call costs a durable write.
  std::function<Result<>()> check_ready;
  // Whether the newest version of one's own rules was refused, so that the one before is in force.
  std::function<bool()> are_rules_refused;
  std::function<std::string()> render_metrics;
};

void add_service_routes(http::Router& router, const ServiceParts& parts);

// Serves the console compiled into the program: its files by name, its page for every other path
// that a browser asks for, NotFound for the rest. Without a console there is a page that says how
// to build one.
void add_console(http::Router& router);

}  // namespace holdfast::channels

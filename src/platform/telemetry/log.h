// The operator's log: one line an event on stderr, as text or as JSON.
//
// Modules write with spdlog's own functions (`spdlog::info("masked {} of {}", n, all)`): ids,
// counts, sizes and durations, never content. What cannot be printed becomes an escape, so nobody
// can write a second line into it.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace spdlog {
class formatter;
}

namespace holdfast::telemetry {

enum class LogFormat { Text, Json };

struct LogOptions {
  std::string level = "info";  // debug, info, warning, error
  LogFormat format = LogFormat::Text;
};

// Directs spdlog's default logger to stderr through a queue and a thread of its own: a writer never
// waits, and when 8192 lines wait the oldest are dropped. InvalidInput: no such level.
Result<> start_logging(const LogOptions& options);

// Writes what waits and ends the thread. Later lines go straight to stderr.
void stop_logging();

// How a line looks: for start_logging and its tests.
std::unique_ptr<spdlog::formatter> make_formatter(LogFormat format);

}  // namespace holdfast::telemetry

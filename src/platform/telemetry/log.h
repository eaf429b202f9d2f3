// The operator's log: one line an event on stderr, as text or as JSON.
//
//   telemetry::log_info("masked {} of {}", n, all);
//
// Ids, counts, sizes and durations, never content. What cannot be printed becomes an escape, so
// nobody can write a second line into it. spdlog does the work behind this header: including it
// where lines are written would cost seconds of compilation a file.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

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

// For commands that end by themselves: warnings and errors go to stderr as "holdfast: warning: …".
void log_as_command();

// Writes what waits and ends the thread. Later lines go straight to stderr.
void stop_logging();

enum class LogLevel { Info, Warning, Error };
bool is_logged(LogLevel level);
void write_line(LogLevel level, std::string_view line);

// Thread-safe.
template <typename... Args>
void log(LogLevel level, fmt::format_string<Args...> format, Args&&... args) {
  if (is_logged(level)) write_line(level, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void log_info(fmt::format_string<Args...> format, Args&&... args) {
  log(LogLevel::Info, format, std::forward<Args>(args)...);
}
template <typename... Args>
void log_warning(fmt::format_string<Args...> format, Args&&... args) {
  log(LogLevel::Warning, format, std::forward<Args>(args)...);
}
template <typename... Args>
void log_error(fmt::format_string<Args...> format, Args&&... args) {
  log(LogLevel::Error, format, std::forward<Args>(args)...);
}

// How a line looks: for start_logging and its tests.
std::unique_ptr<spdlog::formatter> make_formatter(LogFormat format);

}  // namespace holdfast::telemetry

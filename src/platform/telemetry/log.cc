#include "platform/telemetry/log.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <spdlog/async.h>
#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/clock.h"
#include "base/json_writer.h"
#include "base/timestamp.h"

namespace holdfast::telemetry {
namespace {

constexpr std::size_t kLinesWaitingMax = 8192;

std::string_view level_name(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
      return "debug";
    case spdlog::level::warn:
      return "warning";
    case spdlog::level::err:
    case spdlog::level::critical:
      return "error";
    default:
      return "info";
  }
}

std::string time_of(const spdlog::details::log_msg& line) {
  return to_rfc3339(std::chrono::time_point_cast<std::chrono::milliseconds>(line.time));
}

std::string_view text_of(const spdlog::details::log_msg& line) {
  return {line.payload.data(), line.payload.size()};
}

class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& line, spdlog::memory_buf_t& out) override {
    JsonWriter json;
    json.begin_object()
        .member("time", time_of(line))
        .member("level", level_name(line.level))
        .member("message", text_of(line))
        .end();
    out.append(std::string_view(json.text()));
    out.push_back('\n');
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormatter>();
  }
};

class TextFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& line, spdlog::memory_buf_t& out) override {
    fmt::format_to(std::back_inserter(out), "{} {:<7} ", time_of(line), level_name(line.level));
    for (const char c : text_of(line)) {
      // Control characters could end the line or drive a terminal.
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
      } else {
        out.push_back(c);
      }
    }
    out.push_back('\n');
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<TextFormatter>();
  }
};

Result<spdlog::level::level_enum> parse_level(std::string_view name) {
  if (name == "debug") return spdlog::level::debug;
  if (name == "info") return spdlog::level::info;
  if (name == "warning") return spdlog::level::warn;
  if (name == "error") return spdlog::level::err;
  return Error{ErrorCode::InvalidInput,
               fmt::format("log level '{}' is none of debug, info, warning, error", name)};
}

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::Info:
      return spdlog::level::info;
    case LogLevel::Warning:
      return spdlog::level::warn;
    case LogLevel::Error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

void make_default(std::shared_ptr<spdlog::logger> logger, spdlog::level::level_enum level,
                  LogFormat format) {
  logger->set_level(level);
  logger->set_formatter(make_formatter(format));
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace

std::unique_ptr<spdlog::formatter> make_formatter(LogFormat format) {
  if (format == LogFormat::Json) return std::make_unique<JsonFormatter>();
  return std::make_unique<TextFormatter>();
}

Result<> start_logging(const LogOptions& options) {
  const auto level = TRY(parse_level(options.level));
  try {
    spdlog::init_thread_pool(kLinesWaitingMax, 1);
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    make_default(
        std::make_shared<spdlog::async_logger>("holdfast", std::move(sink), spdlog::thread_pool(),
                                               spdlog::async_overflow_policy::overrun_oldest),
        level, options.format);
  } catch (const std::exception& exception) {
    return Error{ErrorCode::Unavailable, fmt::format("cannot start the log: {}", exception.what())};
  }
  return {};
}

void log_as_command() {
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
  spdlog::set_pattern("holdfast: %l: %v");
  spdlog::set_level(spdlog::level::warn);
}

bool is_logged(LogLevel level) { return spdlog::should_log(to_spdlog(level)); }

void write_line(LogLevel level, std::string_view line) {
  spdlog::log(to_spdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

void stop_logging() {
  const auto level = spdlog::get_level();
  spdlog::shutdown();  // drains the queue
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  make_default(std::make_shared<spdlog::logger>("holdfast", std::move(sink)), level,
               LogFormat::Text);
}

}  // namespace holdfast::telemetry

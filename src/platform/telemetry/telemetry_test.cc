#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/details/log_msg.h>
#include <spdlog/formatter.h>

#include "platform/telemetry/log.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string line(LogFormat format, std::string_view text) {
  const spdlog::details::log_msg message(
      spdlog::log_clock::time_point(std::chrono::milliseconds(1'790'000'000'123)),
      spdlog::source_loc{}, "holdfast", spdlog::level::warn,
      spdlog::string_view_t(text.data(), text.size()));
  spdlog::memory_buf_t out;
  make_formatter(format)->format(message, out);
  return {out.data(), out.size()};
}

TEST(Log, AJsonLineIsOneObject) {
  EXPECT_EQ(line(LogFormat::Json, "said \"no\"\nand left"),
            R"({"time":"2026-09-21T14:13:20.123Z","level":"warning",)"
            R"("message":"said \"no\"\nand left"})"
            "\n");
}

// A value with a line break must not look like a second event to whoever reads the log.
TEST(Log, NobodyWritesASecondTextLine) {
  EXPECT_EQ(line(LogFormat::Text, "a\r\nforged\x1b[2J"),
            "2026-09-21T14:13:20.123Z warning a\\x0d\\x0aforged\\x1b[2J\n");
}

TEST(Log, RefusesALevelItDoesNotKnow) {
  const Result<> result = start_logging({.level = "chatty"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::InvalidInput);
  EXPECT_THAT(result.error().message, HasSubstr("'chatty'"));
}

TEST(Metrics, CountsFromManyThreadsAddUp) {
  Metrics metrics;
  const Counter counter = metrics.counter(Family::Inspections, {"chat", "outbound", "redact"});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([counter] {
      for (int n = 0; n < 1000; ++n) counter.add();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(metrics.render(),
              HasSubstr("holdfast_inspections_total{channel=\"chat\",direction=\"outbound\","
                        "verdict=\"redact\"} 4000"));
}

TEST(Metrics, TheSameLabelsGiveTheSameSeries) {
  Metrics metrics;
  metrics.counter(Family::SignIns, {"accepted"}).add(2);
  metrics.counter(Family::SignIns, {"accepted"}).add(3);
  EXPECT_THAT(metrics.render(), HasSubstr("holdfast_sign_ins_total{outcome=\"accepted\"} 5"));
}

TEST(Metrics, AnOpenSetOfLabelsCannotGrowForEver) {
  Metrics metrics;
  for (int i = 0; i < 1500; ++i) metrics.counter(Family::Findings, {std::to_string(i)}).add();
  const std::string text = metrics.render();
  EXPECT_THAT(text, HasSubstr("holdfast_findings_total{type=\"other\"} 500"));
  EXPECT_THAT(text, Not(HasSubstr("type=\"1400\"")));
}

TEST(Metrics, TellsOfTheProcessAndOfWhatIsReadWhenAsked) {
  Metrics metrics;
  const Gauge held = metrics.gauge(Family::HeldItems);
  metrics.before_render([held] { held.set(7); });
  metrics.histogram(Family::InspectionSeconds, {"chat"}).observe(0.002);
  const std::string text = metrics.render();
  EXPECT_THAT(text, HasSubstr("holdfast_held_items 7"));
  EXPECT_THAT(text,
              HasSubstr("holdfast_inspection_seconds_bucket{channel=\"chat\",le=\"0.0025\"} 1"));
  EXPECT_THAT(text, HasSubstr("process_resident_memory_bytes"));
}

TEST(Metrics, HandlesOfNoMetricsCountNowhere) {
  Counter().add();
  Gauge().set(1);
  Histogram().observe(1);
}

}  // namespace
}  // namespace holdfast::telemetry

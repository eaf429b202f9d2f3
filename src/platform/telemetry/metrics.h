// Counters, gauges and histograms for Prometheus (families.h lists them).
//
// Resolve a handle once, when the object that counts is built; counting is then a few nanoseconds
// and takes no lock. Handles stay valid as long as the Metrics they came from.

#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "platform/telemetry/families.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace holdfast::telemetry {

// Handles made by their default constructor count nowhere, so a test needs no Metrics. Thread-safe.
class Counter {
 public:
  Counter() = default;
  explicit Counter(prometheus::Counter& counter) : counter_(&counter) {}
  void add(std::uint64_t count = 1) const;

 private:
  prometheus::Counter* counter_ = nullptr;
};

class Gauge {
 public:
  Gauge() = default;
  explicit Gauge(prometheus::Gauge& gauge) : gauge_(&gauge) {}
  void set(double value) const;
  void add(double by) const;  // negative takes away

 private:
  prometheus::Gauge* gauge_ = nullptr;
};

class Histogram {
 public:
  Histogram() = default;
  explicit Histogram(prometheus::Histogram& histogram) : histogram_(&histogram) {}
  void observe(double seconds) const;

 private:
  prometheus::Histogram* histogram_ = nullptr;
};

// Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // One value for each label of the family, in the order of the table. A family that has 1000
  // series already gives further ones the value "other", so that a mistake cannot fill the memory.
  Counter counter(Family family, std::initializer_list<std::string_view> label_values = {});
  Gauge gauge(Family family, std::initializer_list<std::string_view> label_values = {});
  Histogram histogram(Family family, std::initializer_list<std::string_view> label_values = {});

  // Runs before each rendering: for gauges that are read, not kept. Must not block.
  void before_render(std::function<void()> callback);

  // The Prometheus text format, version 0.0.4, with the process's memory, time and descriptors.
  std::string render();

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

inline constexpr std::string_view kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace holdfast::telemetry

// The module's counters, resolved once. Private to the module.

#pragma once

#include <array>
#include <chrono>
#include <string_view>
#include <vector>

#include "domain/inspection/assess.h"
#include "engine/detect/detector.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::inspection {

inline constexpr std::array<std::string_view, 6> kChannels = {"chat",   "mail",     "call",
                                                              "upload", "helpdesk", "endpoint"};
inline constexpr std::array<std::string_view, 3> kDirections = {"inbound", "outbound", "internal"};

// Thread-safe. `metrics` may be null: then nothing is counted.
class InspectionMetrics {
 public:
  InspectionMetrics(telemetry::Metrics* metrics, const detect::Detector& detector);

  void count(const InspectionRequest& request, const Assessment& assessment,
             std::chrono::steady_clock::duration took) const;

 private:
  using Verdicts = std::array<telemetry::Counter, 6>;
  std::array<std::array<Verdicts, kDirections.size()>, kChannels.size()> inspections_;
  std::array<telemetry::Histogram, kChannels.size()> seconds_;
  std::vector<telemetry::Counter> findings_;  // by TypeIndex
};

}  // namespace holdfast::inspection

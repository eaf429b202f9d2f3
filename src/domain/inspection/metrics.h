// The module's counters, resolved once for each detector that comes into force. Private to the
// module.

#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <mutex>
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

  // The assessment's findings are the detector's.
  void count(const InspectionRequest& request, const Assessment& assessment,
             const detect::Detector& detector, std::chrono::steady_clock::duration took);

 private:
  using Verdicts = std::array<telemetry::Counter, 6>;
  std::array<std::array<Verdicts, kDirections.size()>, kChannels.size()> inspections_;
  std::array<telemetry::Histogram, kChannels.size()> seconds_;

  // Counters by TypeIndex of one detector, which it keeps alive.
  struct ByType {
    detect::Detector detector;
    std::vector<telemetry::Counter> findings;
  };
  std::shared_ptr<const ByType> resolved(const detect::Detector& detector) const;
  std::shared_ptr<const ByType> by_type(const detect::Detector& detector);

  telemetry::Metrics* metrics_;
  std::mutex mutex_;  // held for the copy of a pointer, and to resolve after a change
  std::shared_ptr<const ByType> by_type_;
};

}  // namespace holdfast::inspection

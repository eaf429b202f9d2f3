#include "domain/inspection/metrics.h"

#include <algorithm>

namespace holdfast::inspection {
namespace {

template <std::size_t N>
std::size_t index_of(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? 0 : static_cast<std::size_t>(found - names.begin());
}

}  // namespace

InspectionMetrics::InspectionMetrics(telemetry::Metrics* metrics, const detect::Detector& detector)
    : findings_(detector.types().size()) {
  if (metrics == nullptr) return;
  for (std::size_t channel = 0; channel < kChannels.size(); ++channel) {
    seconds_[channel] =
        metrics->histogram(telemetry::Family::InspectionSeconds, {kChannels[channel]});
    for (std::size_t direction = 0; direction < kDirections.size(); ++direction) {
      Verdicts& verdicts = inspections_[channel][direction];
      for (std::size_t verdict = 0; verdict < verdicts.size(); ++verdict) {
        verdicts[verdict] = metrics->counter(telemetry::Family::Inspections,
                                             {kChannels[channel], kDirections[direction],
                                              to_string(static_cast<decide::Verdict>(verdict))});
      }
    }
  }
  for (std::size_t type = 0; type < findings_.size(); ++type) {
    findings_[type] = metrics->counter(telemetry::Family::Findings, {detector.types()[type].name});
  }
}

void InspectionMetrics::count(const InspectionRequest& request, const Assessment& assessment,
                              std::chrono::steady_clock::duration took) const {
  const std::size_t channel = index_of(kChannels, request.channel);
  const std::size_t direction = index_of(kDirections, request.direction);
  inspections_[channel][direction][static_cast<std::size_t>(assessment.decision.verdict)].add();
  seconds_[channel].observe(std::chrono::duration<double>(took).count());
  for (const PlacedFinding& placed : assessment.findings) findings_[placed.finding.type].add();
}

}  // namespace holdfast::inspection

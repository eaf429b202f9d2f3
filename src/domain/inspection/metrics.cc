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
    : metrics_(metrics), by_type_(resolved(detector)) {
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
}

std::shared_ptr<const InspectionMetrics::ByType> InspectionMetrics::resolved(
    const detect::Detector& detector) const {
  auto made = std::make_shared<ByType>(ByType{detector, {}});
  for (const detect::EntityType& type : detector.types()) {
    made->findings.push_back(metrics_ == nullptr
                                 ? telemetry::Counter()
                                 : metrics_->counter(telemetry::Family::Findings, {type.name}));
  }
  return made;
}

std::shared_ptr<const InspectionMetrics::ByType> InspectionMetrics::by_type(
    const detect::Detector& detector) {
  const std::lock_guard lock(mutex_);
  if (&by_type_->detector.impl() != &detector.impl()) by_type_ = resolved(detector);
  return by_type_;
}

void InspectionMetrics::count(const InspectionRequest& request, const Assessment& assessment,
                              const detect::Detector& detector,
                              std::chrono::steady_clock::duration took) {
  const std::size_t channel = index_of(kChannels, request.channel);
  const std::size_t direction = index_of(kDirections, request.direction);
  inspections_[channel][direction][static_cast<std::size_t>(assessment.decision.verdict)].add();
  seconds_[channel].observe(std::chrono::duration<double>(took).count());
  if (assessment.findings.empty()) return;
  const auto counters = by_type(detector);
  for (const PlacedFinding& placed : assessment.findings) {
    counters->findings[placed.finding.type].add();
  }
}

}  // namespace holdfast::inspection

#include "platform/telemetry/metrics.h"

#include <array>
#include <map>
#include <mutex>
#include <set>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "base/check.h"
#include "platform/telemetry/process_metrics.h"

namespace holdfast::telemetry {
namespace {

constexpr std::size_t kSeriesMax = 1000;

// Seconds, from a cached answer to a slow upload; doubling and halving steps around 1 ms.
const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
    0.05,   0.1,     0.25,   0.5,   1.0,    2.5,   5.0,  10.0};

std::vector<std::string> label_names(std::string_view labels) {
  std::vector<std::string> names;
  while (!labels.empty()) {
    const std::size_t end = labels.find(' ');
    names.emplace_back(labels.substr(0, end));
    labels.remove_prefix(end == std::string_view::npos ? labels.size() : end + 1);
  }
  return names;
}

}  // namespace

struct Metrics::Impl {
  std::mutex mutex;
  prometheus::Registry registry;
  std::map<Family, prometheus::Family<prometheus::Counter>*> counters;
  std::map<Family, prometheus::Family<prometheus::Gauge>*> gauges;
  std::map<Family, prometheus::Family<prometheus::Histogram>*> histograms;
  std::map<Family, std::set<prometheus::Labels>> series;
  std::vector<std::function<void()>> before_render;

  void declare(const FamilyInfo& family) {
    const std::string name(family.name);
    const std::string help(family.help);
    switch (family.kind) {
      case Kind::Counter:
        counters[family.family] =
            &prometheus::BuildCounter().Name(name).Help(help).Register(registry);
        break;
      case Kind::Gauge:
        gauges[family.family] = &prometheus::BuildGauge().Name(name).Help(help).Register(registry);
        break;
      case Kind::Histogram:
        histograms[family.family] =
            &prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
        break;
    }
  }

  prometheus::Labels labels(Family family, std::initializer_list<std::string_view> values) {
    const std::vector<std::string> names = label_names(info(family).labels);
    CHECK(names.size() == values.size());
    prometheus::Labels labels;
    auto value = values.begin();
    for (const std::string& name : names) labels[name] = std::string(*value++);
    std::set<prometheus::Labels>& known = series[family];
    if (known.size() >= kSeriesMax && !known.contains(labels)) {
      for (auto& [name, content] : labels) content = "other";
    }
    known.insert(labels);
    return labels;
  }
};

void Counter::add(std::uint64_t count) const {
  if (counter_ != nullptr) counter_->Increment(static_cast<double>(count));
}

void Gauge::set(double value) const {
  if (gauge_ != nullptr) gauge_->Set(value);
}

void Gauge::add(double by) const {
  if (gauge_ != nullptr) gauge_->Increment(by);
}

void Histogram::observe(double seconds) const {
  if (histogram_ != nullptr) histogram_->Observe(seconds);
}

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {
  for (const FamilyInfo& family : all_families()) impl_->declare(family);
}

Metrics::~Metrics() = default;

Counter Metrics::counter(Family family, std::initializer_list<std::string_view> label_values) {
  CHECK(info(family).kind == Kind::Counter);
  const std::scoped_lock lock(impl_->mutex);
  return Counter(impl_->counters.at(family)->Add(impl_->labels(family, label_values)));
}

Gauge Metrics::gauge(Family family, std::initializer_list<std::string_view> label_values) {
  CHECK(info(family).kind == Kind::Gauge);
  const std::scoped_lock lock(impl_->mutex);
  return Gauge(impl_->gauges.at(family)->Add(impl_->labels(family, label_values)));
}

Histogram Metrics::histogram(Family family, std::initializer_list<std::string_view> label_values) {
  CHECK(info(family).kind == Kind::Histogram);
  const std::scoped_lock lock(impl_->mutex);
  return Histogram(
      impl_->histograms.at(family)->Add(impl_->labels(family, label_values), kSeconds));
}

void Metrics::before_render(std::function<void()> callback) {
  const std::scoped_lock lock(impl_->mutex);
  impl_->before_render.push_back(std::move(callback));
}

std::string Metrics::render() {
  std::vector<std::function<void()>> callbacks;
  {
    const std::scoped_lock lock(impl_->mutex);
    callbacks = impl_->before_render;
  }
  for (const auto& callback : callbacks) callback();
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect()) + process_metrics();
}

}  // namespace holdfast::telemetry

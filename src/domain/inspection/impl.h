// What the parts of the verdict path share. Private to the module.

#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string_view>

#include "base/worker_pool.h"
#include "domain/inspection/inspection.h"
#include "domain/inspection/lanes.h"
#include "domain/inspection/metrics.h"

namespace holdfast::inspection {

// Counts what is under way, so that stopping can wait for it.
class Running {
 public:
  void begin() {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  void end() {
    const std::lock_guard lock(mutex_);
    if (--count_ == 0) is_idle_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    is_idle_.wait(lock, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable is_idle_;
  std::size_t count_ = 0;
};

struct Inspections::Impl {
  Impl(InspectionParts parts, InspectionSettings settings, telemetry::Metrics* metrics);

  // Ends a hold: with the parts to deliver when a form is given.
  Result<Decided> decide(const Caller& caller, const Uuid& message, std::string_view act,
                         std::string_view state, std::string_view reason,
                         std::optional<ReleaseForm> form);

  InspectionParts parts;
  InspectionSettings settings;
  InspectionMetrics metrics;
  WorkerPool pool;
  Lanes lanes;
  Running running;
};

}  // namespace holdfast::inspection

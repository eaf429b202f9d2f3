// The detector in force, which a newer version of the rules may replace while others use it.

#pragma once

#include <mutex>
#include <utility>

#include "engine/detect/detector.h"

namespace holdfast::detect {

// Thread-safe. Take a copy for as long as one piece of work takes: findings name types by their
// index within one detector.
class CurrentDetector {
 public:
  explicit CurrentDetector(Detector first) : detector_(std::move(first)) {}

  Detector get() const {
    const std::lock_guard lock(mutex_);
    return detector_;
  }
  // Work under way ends with the one it began with.
  void replace(Detector next) {
    const std::lock_guard lock(mutex_);
    std::swap(detector_, next);
  }

 private:
  mutable std::mutex mutex_;  // held for the copy of a pointer only
  Detector detector_;
};

}  // namespace holdfast::detect

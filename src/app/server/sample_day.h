// Loads a generated day (samples/generate.py) through the verdict path, for demonstration.

#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/clock.h"
#include "domain/inspection/inspection.h"

namespace holdfast::server {

struct SampleDayResult {
  std::uint64_t messages = 0;
  std::uint64_t refused = 0;  // lines that did not stand as requests
};

// Each line is {"request": …, "truth": …, "ignore": …}. Times are moved by whole days so that the day
// ends within the last 24 hours. InvalidInput: the file is no such day.
Result<SampleDayResult> load_sample_day(const std::string& path, const Clock& clock,
                                        inspection::Inspections& inspections,
                                        const inspection::Caller& caller);

}  // namespace holdfast::server

// Loads a generated day (samples/generate.py) through the verdict path, for demonstration.
//
// Whether a day is loaded is decided by the first start on a state, once: a mark in the data
// directory says so until all of it is stored. A load that was cut off is completed by the next
// start that names the day; a directory that began empty stays so.

#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "app/server/core.h"
#include "domain/inspection/inspection.h"

namespace holdfast::server {

struct SampleDayResult {
  std::uint64_t messages = 0;
  std::uint64_t refused = 0;  // lines that did not stand as requests
  bool is_complete = false;   // else the next start goes on
};

// On the first start: leaves the mark. Each line of the file is {"request": …, "truth": …,
// "ignore": …}. InvalidInput: it is no such day.
Result<> plan_sample_day(const std::string& path, Core& core);

// Whether a day was planned and is not loaded yet.
bool is_sample_day_planned(const Core& core);

// Inspects what is not stored yet of a planned day. Times are moved by whole days, so that the day
// ended within 24 hours of the first start. Asks `must_stop` before each message.
Result<SampleDayResult> load_sample_day(const std::string& path, Core& core,
                                        inspection::Inspections& inspections,
                                        const std::function<bool()>& must_stop);

}  // namespace holdfast::server

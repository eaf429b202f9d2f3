// What Prometheus expects every process to say of itself, read from /proc.

#pragma once

#include <string>

namespace holdfast::telemetry {

// Empty lines are never written; a figure that cannot be read is left out.
std::string process_metrics();

}  // namespace holdfast::telemetry

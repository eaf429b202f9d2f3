#include "platform/telemetry/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/core.h>

namespace holdfast::telemetry {
namespace {

void append(std::string& out, std::string_view name, std::string_view kind, double value) {
  fmt::format_to(std::back_inserter(out), "# TYPE {0} {1}\n{0} {2}\n", name, kind, value);
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

std::string process_metrics() {
  std::string out;
  std::uint64_t pages_virtual = 0, pages_resident = 0;
  if (std::ifstream file("/proc/self/statm"); file >> pages_virtual >> pages_resident) {
    const auto page_bytes = static_cast<double>(sysconf(_SC_PAGESIZE));
    append(out, "process_resident_memory_bytes", "gauge",
           static_cast<double>(pages_resident) * page_bytes);
    append(out, "process_virtual_memory_bytes", "gauge",
           static_cast<double>(pages_virtual) * page_bytes);
  }
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0) {
    append(out, "process_cpu_seconds_total", "counter",
           seconds(usage.ru_utime) + seconds(usage.ru_stime));
  }
  std::error_code error;
  if (const std::filesystem::directory_iterator files("/proc/self/fd", error); !error) {
    append(out, "process_open_fds", "gauge",
           static_cast<double>(std::distance(begin(files), end(files))));
  }
  return out;
}

}  // namespace holdfast::telemetry

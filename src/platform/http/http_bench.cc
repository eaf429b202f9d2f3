// How many requests a second the transport answers, measured by wrk on the same machine:
//   platform_http_http_bench [seconds]
// Handlers do nothing, so this is the ceiling of everything that speaks HTTP.

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/core.h>

#include "platform/http/server.h"
#include "platform/telemetry/metrics.h"

namespace {

using namespace holdfast;
using namespace holdfast::http;

// A chat message of 200 bytes, as POST /v1/inspections takes them.
std::string wrk_script() {
  const std::string text(119, 'x');
  const std::string body =
      R"({"channel":"chat","direction":"outbound","parts":[{"kind":"body","text":")" + text +
      R"("}]})";
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / "holdfast_http_bench.lua";
  std::ofstream(path) << "wrk.method = 'POST'\nwrk.body = '" << body
                      << "'\nwrk.headers['Content-Type'] = 'application/json'\n"
                         "wrk.headers['Authorization'] = 'Bearer hfk_benchmark'\n";
  return path;
}

std::atomic<long> answered = 0;

// Of this process alone: wrk is another.
double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void measure(const char* what, const std::string& url, int connections, int seconds) {
  std::printf("\n== %s, %d connections\n", what, connections);
  std::fflush(stdout);
  const std::string command =
      fmt::format("wrk -t1 -c{} -d{}s --latency -s {} {} | grep -E '50%|99%|Requests/sec|Non-2xx'",
                  connections, seconds, wrk_script(), url);
  const long answered_before = answered;
  const double cpu_before = cpu_seconds();
  if (std::system(command.c_str()) != 0) std::printf("wrk did not run (Debian package wrk)\n");
  std::printf("server's CPU per request: %.2f microseconds\n",
              (cpu_seconds() - cpu_before) * 1e6 /
                  static_cast<double>(std::max(1L, answered - answered_before)));
}

}  // namespace

int main(int argc, char** argv) {
  const int seconds = argc > 1 ? std::atoi(argv[1]) : 3;
  telemetry::Metrics metrics;
  Router router;
  router.add_async(Method::Post, "/async", requires_permission("inspections.create"),
                   [](const std::shared_ptr<const Request>&, const Respond& respond) {
                     answered.fetch_add(1, std::memory_order_relaxed);
                     respond(json(R"({"verdict":"allow","findings":[]})"));
                   });
  router.post("/worker", requires_permission("inspections.create"), [](const Request&) {
    answered.fetch_add(1, std::memory_order_relaxed);
    return json(R"({"verdict":"allow","findings":[]})");
  });
  const Principal principal{
      .kind = Principal::Kind::ApiKey, .tenant = "default", .permissions = {"inspections.create"}};
  auto server = Server::start({.metrics = &metrics}, router,
                              [principal](const Request&) { return principal; });
  if (!server) return 1;
  measure("answered on the I/O thread", (*server)->url() + "/async", 64, seconds);
  measure("answered on the I/O thread", (*server)->url() + "/async", 1, seconds);
  measure("answered by a worker", (*server)->url() + "/worker", 64, seconds);
  measure("answered by a worker", (*server)->url() + "/worker", 1, seconds);
  return 0;
}

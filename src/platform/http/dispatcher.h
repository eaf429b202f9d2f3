// From a request's header to its response: route, credential, permission, handler; then the metrics
// and the access log. Knows nothing of sockets.

#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "base/worker_pool.h"
#include "platform/http/exchange.h"
#include "platform/http/http.h"
#include "platform/http/server.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::http {

// Thread-safe after construction.
class Dispatcher {
 public:
  // `workers` outlives it.
  Dispatcher(const ServerOptions& options, const Router& router, Authenticator authenticator,
             WorkerPool& workers);

  // Decides on the header alone, before the body is read: finds the route and checks the caller.
  // The response to send instead, or nothing: read the body and run().
  std::optional<Response> admit(Exchange& exchange) const;

  // The body is there. Answers through the exchange, on any thread, perhaps before it returns.
  void run(const std::shared_ptr<Exchange>& exchange) const;

  // After the last byte was sent, or could not be. `route` is null if none was found.
  void note(const Exchange& exchange, int status) const;

 private:
  struct RouteMetrics {
    std::array<telemetry::Counter, 5> by_status_class;
    telemetry::Histogram seconds;
  };

  RouteMetrics metrics_of(std::string_view method, std::string_view pattern) const;
  void look_up_and_run(const std::shared_ptr<Exchange>& exchange) const;
  void call_handler(const std::shared_ptr<Exchange>& exchange) const;
  void write_access_log(const Exchange& exchange, int status, double seconds) const;

  const Router router_;
  const Authenticator authenticator_;
  const AccessLog access_log_;
  telemetry::Metrics* const metrics_source_;
  WorkerPool& workers_;
  std::vector<RouteMetrics> metrics_;  // as routes(), then the fallback, then "none"
};

}  // namespace holdfast::http

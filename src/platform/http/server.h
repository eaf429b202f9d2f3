// The HTTP/1.1 server: connections, TLS, limits, authentication hook, security headers, metrics.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "platform/http/http.h"

namespace holdfast::telemetry {
class Metrics;
}

namespace holdfast::http {

// Who is asking, from the request's header alone (the body is not read yet). No credential:
// Anonymous, which is not an error here. NotFound: the credential given is not, or no longer, valid
// (401). Denied: it is valid and still this request is refused (403): an unsafe method with a
// session cookie needs the CSRF token. Unavailable: it cannot be checked now (503). Runs on the I/O
// thread: must not block beyond a cache look-up. Not asked for routes open to all.
using Authenticate = std::function<Result<Principal>(const Request&)>;

// The same in two steps, for credentials that are kept in a database.
struct Authenticator {
  // From memory, on the I/O thread. Nothing: this credential is not known here, ask look_up.
  std::function<std::optional<Result<Principal>>(const Request&)> known;
  // On a worker thread, where it may wait.
  Authenticate look_up;
};

enum class AccessLog : std::uint8_t { Failures, All, Off };

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                  // 0 picks a free one
  std::string certificate_file, key_file;  // both or neither; TLS 1.2 and up
  // Listening beyond loopback without TLS is refused unless this says otherwise.
  bool allow_plain_beyond_loopback = false;
  int io_threads = 2;
  int worker_threads = 8;  // run the synchronous handlers
  std::chrono::milliseconds header_timeout{10'000};
  // Each way; and a further second for each 64 KiB, so that large bodies have their time.
  std::chrono::milliseconds body_timeout{60'000};
  std::chrono::milliseconds idle_timeout{75'000};
  std::chrono::milliseconds heartbeat{15'000};  // a comment line on event streams, for proxies
  std::size_t header_bytes_max = 16 * 1024;
  std::size_t connections_max = 4096;
  telemetry::Metrics* metrics = nullptr;  // outlives the server
  AccessLog access_log = AccessLog::Failures;
};

class Server {
 public:
  // InvalidInput: the options contradict each other. Conflict: the address is taken.
  // Copies the router.
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, const Router& router,
                                               Authenticate authenticate);
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, const Router& router,
                                               Authenticator authenticator);
  virtual ~Server() = default;  // stops
  virtual std::uint16_t port() const = 0;
  virtual std::string url() const = 0;
  // Stops accepting, lets running requests finish for `grace`, closes the rest.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

}  // namespace holdfast::http

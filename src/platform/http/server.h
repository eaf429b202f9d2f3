// The HTTP/1.1 server: connections, TLS, limits, authentication hook, security headers, metrics.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "platform/http/http.h"

namespace holdfast::http {

// Fills request.principal. Denied: the credential given is wrong. No credential: Anonymous, which is
// not an error here. Also answers for CSRF: an unsafe method with a session cookie needs the token.
// Runs on the I/O thread: must not block beyond a cache look-up.
using Authenticate = std::function<Result<Principal>(const Request&)>;

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0 picks a free one
  std::string certificate_file, key_file;  // both or neither; TLS 1.2 and up
  // Listening beyond loopback without TLS is refused unless this says otherwise.
  bool allow_plain_beyond_loopback = false;
  int io_threads = 2;
  int worker_threads = 8;  // run the synchronous handlers
  std::chrono::seconds header_timeout{10};
  std::chrono::seconds body_timeout{60};
  std::chrono::seconds idle_timeout{75};
  std::size_t header_bytes_max = 16 * 1024;
  std::size_t connections_max = 4096;
};

class Server {
 public:
  // InvalidInput: the options contradict each other. Conflict: the address is taken.
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, const Router& router,
                                               Authenticate authenticate);
  virtual ~Server() = default;  // stops
  virtual std::uint16_t port() const = 0;
  virtual std::string url() const = 0;
  // Stops accepting, lets running requests finish for `grace`, closes the rest.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

}  // namespace holdfast::http

// What every connection of a server shares. Private to the transport: names Boost.

#pragma once

#include <atomic>
#include <cstddef>

#include "platform/http/asio.h"
#include "platform/http/dispatcher.h"
#include "platform/http/io_thread.h"
#include "platform/http/server.h"
#include "platform/http/tls_context.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::http {

// Outlives every connection: the server joins its I/O threads first.
struct Transport {
  Transport(const ServerOptions& options_given, const Router& router, Authenticator authenticator)
      : options(options_given),
        workers(options_given.worker_threads),
        dispatcher(options, router, std::move(authenticator), workers) {}

  const ServerOptions options;
  WorkerPool workers;
  const Dispatcher dispatcher;
  std::unique_ptr<TlsContext> tls;  // null: plain
  std::atomic<std::size_t> connection_count = 0;
  telemetry::Gauge open_connections;
  telemetry::Gauge open_streams;
  telemetry::Counter refused_connections;
};

// What a connection that has just been accepted is in for.
enum class Welcome { Serve, TurnAway };

// On `thread`: serves the connection until it ends, which gives its place in connection_count back.
void spawn_plain(Transport& transport, IoThread& thread, Socket socket, Welcome welcome);
void spawn_tls(Transport& transport, IoThread& thread, Socket socket, Welcome welcome);

}  // namespace holdfast::http

#include "platform/http/server.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>

#include "platform/http/transport.h"
#include "platform/telemetry/log.h"

namespace holdfast::http {
namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

// So many above connections_max get a 503 before they are closed; any beyond are just closed.
constexpr std::size_t kTurnedAwayMax = 64;

Result<asio::ip::tcp::endpoint> parse_endpoint(const ServerOptions& options) {
  const std::string text = options.address == "localhost" ? "127.0.0.1" : options.address;
  ErrorCodeOfIo error;
  const asio::ip::address address = asio::ip::make_address(text, error);
  if (error) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("'{}' is not an IP address to listen on", options.address)};
  }
  return asio::ip::tcp::endpoint(address, options.port);
}

Result<> check(const ServerOptions& options, const asio::ip::tcp::endpoint& endpoint) {
  const auto refuse = [](std::string message) {
    return Error{ErrorCode::InvalidInput, std::move(message)};
  };
  if (options.certificate_file.empty() != options.key_file.empty()) {
    return refuse("certificate_file and key_file are given both or not at all");
  }
  const bool is_plain = options.certificate_file.empty();
  if (is_plain && !endpoint.address().is_loopback() && !options.allow_plain_beyond_loopback) {
    return refuse(fmt::format(
        "will not listen on {} without TLS: give certificate_file and key_file, listen on "
        "127.0.0.1, or set allow_plain_beyond_loopback where a proxy in front does TLS",
        options.address));
  }
  if (options.io_threads < 1 || options.io_threads > 64) {
    return refuse("io_threads must be 1 to 64");
  }
  if (options.worker_threads < 1 || options.worker_threads > 256) {
    return refuse("worker_threads must be 1 to 256");
  }
  if (options.header_bytes_max < 1024 || options.header_bytes_max > (1U << 20)) {
    return refuse("header_bytes_max must be 1024 to 1048576");
  }
  return {};
}

// Fine enough for the shortest wait, coarse enough to cost nothing.
std::chrono::milliseconds tick_for(const ServerOptions& options) {
  const auto shortest = std::min(
      {options.header_timeout, options.body_timeout, options.idle_timeout, options.heartbeat});
  return std::clamp(shortest / 4, std::chrono::milliseconds(10), std::chrono::milliseconds(500));
}

class AsioServer final : public Server {
 public:
  AsioServer(const ServerOptions& options, const Router& router, Authenticator authenticator)
      : transport_(options, router, std::move(authenticator)) {
    for (int i = 0; i < options.io_threads; ++i) {
      threads_.push_back(std::make_unique<IoThread>(tick_for(options)));
    }
    if (options.metrics != nullptr) {
      using telemetry::Family;
      transport_.open_connections = options.metrics->gauge(Family::HttpConnections);
      transport_.open_streams = options.metrics->gauge(Family::HttpStreams);
      transport_.refused_connections = options.metrics->counter(Family::HttpConnectionsRefused);
    }
  }
  ~AsioServer() override { stop(std::chrono::milliseconds(0)); }

  Result<> listen(const asio::ip::tcp::endpoint& endpoint);
  std::uint16_t port() const override { return port_; }
  std::string url() const override;
  void stop(std::chrono::milliseconds grace) override;

 private:
  Task<void> accept();
  void welcome(IoThread& thread, Socket socket);

  Transport transport_;
  std::vector<std::unique_ptr<IoThread>> threads_;
  std::unique_ptr<Acceptor> acceptor_;  // on the first thread
  std::uint16_t port_ = 0;
  bool is_stopped_ = false;
};

Result<> AsioServer::listen(const asio::ip::tcp::endpoint& endpoint) {
  const ServerOptions& options = transport_.options;
  if (!options.certificate_file.empty()) {
    transport_.tls = TRY(TlsContext::load(options.certificate_file, options.key_file));
  }
  acceptor_ = std::make_unique<Acceptor>(threads_.front()->executor());
  ErrorCodeOfIo error;
  acceptor_->open(endpoint.protocol(), error);
  if (!error) acceptor_->set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_->bind(endpoint, error);
  if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    const bool is_taken = error == asio::error::address_in_use;
    return Error{is_taken ? ErrorCode::Conflict : ErrorCode::InvalidInput,
                 fmt::format("cannot listen on {} port {}: {}", options.address, options.port,
                             error.message())};
  }
  port_ = acceptor_->local_endpoint().port();
  asio::co_spawn(threads_.front()->executor(), accept(), asio::detached);
  for (const auto& thread : threads_) thread->start();
  return {};
}

// Connections go to the threads in turn, so that each serves as many.
Task<void> AsioServer::accept() {
  Timer pause(threads_.front()->executor());
  for (std::size_t turn = 0;; ++turn) {
    IoThread& thread = *threads_[turn % threads_.size()];
    Socket socket(thread.executor());
    ErrorCodeOfIo error;
    co_await acceptor_->async_accept(socket, asio::redirect_error(kAwait, error));
    if (!acceptor_->is_open()) co_return;
    if (error) {
      // No descriptors left, most likely: closing connections will free some.
      telemetry::log_warning("cannot accept a connection: {}", error.message());
      pause.expires_after(std::chrono::milliseconds(100));
      co_await pause.async_wait(asio::redirect_error(kAwait, error));
      continue;
    }
    welcome(thread, std::move(socket));
  }
}

void AsioServer::welcome(IoThread& thread, Socket socket) {
  const std::size_t place = transport_.connection_count.fetch_add(1) + 1;
  const std::size_t places = transport_.options.connections_max;
  if (place > places) transport_.refused_connections.add();
  if (place > places + kTurnedAwayMax) {
    transport_.connection_count.fetch_sub(1);
    return;
  }
  const Welcome welcome = place > places ? Welcome::TurnAway : Welcome::Serve;
  ErrorCodeOfIo ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  asio::post(thread.executor(), [this, &thread, welcome, socket = std::move(socket)]() mutable {
    if (transport_.tls) {
      spawn_tls(transport_, thread, std::move(socket), welcome);
    } else {
      spawn_plain(transport_, thread, std::move(socket), welcome);
    }
  });
}

std::string AsioServer::url() const {
  const std::string& address = transport_.options.address;
  const bool is_v6 = address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", transport_.tls ? "https" : "http", is_v6 ? "[" : "", address,
                     is_v6 ? "]" : "", port_);
}

void AsioServer::stop(std::chrono::milliseconds grace) {
  if (std::exchange(is_stopped_, true)) return;
  threads_.front()->post([this] {
    ErrorCodeOfIo ignored;
    if (acceptor_) acceptor_->close(ignored);
  });
  for (const auto& thread : threads_) thread->finish_all();
  const auto end = std::chrono::steady_clock::now() + grace;
  while (transport_.connection_count > 0 && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  for (const auto& thread : threads_) thread->close_all();
  for (const auto& thread : threads_) thread->join();
  transport_.workers.stop();
}

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, const Router& router,
                                              Authenticate authenticate) {
  Authenticator authenticator;
  authenticator.known = [authenticate = std::move(authenticate)](const Request& request) {
    return std::optional<Result<Principal>>(authenticate(request));
  };
  return start(options, router, std::move(authenticator));
}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, const Router& router,
                                              Authenticator authenticator) {
  const asio::ip::tcp::endpoint endpoint = TRY(parse_endpoint(options));
  TRY(check(options, endpoint));
  auto server = std::make_unique<AsioServer>(options, router, std::move(authenticator));
  TRY(server->listen(endpoint));
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace holdfast::http

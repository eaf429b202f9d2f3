// Connections without TLS.

#include "platform/http/session.h"

namespace holdfast::http {

using PlainSession = Session<Socket>;

template <>
Task<bool> PlainSession::open() {
  co_return true;
}

template <>
Task<void> PlainSession::shut_down() {
  co_return;
}

template <>
Socket& PlainSession::socket() {
  return stream_;
}

template <>
constexpr bool PlainSession::is_tls() {
  return false;
}

void spawn_plain(Transport& transport, IoThread& thread, Socket socket, Welcome welcome) {
  ErrorCodeOfIo error;
  const auto peer = socket.remote_endpoint(error);
  std::make_shared<PlainSession>(
      transport, thread, error ? std::string() : peer.address().to_string(), std::move(socket))
      ->start(welcome);
}

}  // namespace holdfast::http

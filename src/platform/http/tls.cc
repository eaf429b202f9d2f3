// Connections under TLS.

#include <fmt/core.h>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "platform/http/session.h"

namespace holdfast::http {

struct TlsContext::Impl {
  asio::ssl::context context{asio::ssl::context::tls_server};
};

namespace {

using TlsStream = asio::ssl::stream<Socket>;

// HTTP/1.1 is all we speak: a client that offers nothing else goes without ALPN.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* in, unsigned int in_size, void*) {
  static constexpr unsigned char kOurs[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kOurs, sizeof(kOurs), in, in_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

Error unusable(const std::string& file, const ErrorCodeOfIo& error) {
  return {ErrorCode::InvalidInput, fmt::format("{}: {}", file, error.message())};
}

}  // namespace

TlsContext::TlsContext(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsContext::~TlsContext() = default;

Result<std::unique_ptr<TlsContext>> TlsContext::load(const std::string& certificate_file,
                                                     const std::string& key_file) {
  auto impl = std::make_unique<Impl>();
  asio::ssl::context& context = impl->context;
  SSL_CTX* native = context.native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
  ErrorCodeOfIo error;
  context.use_certificate_chain_file(certificate_file, error);
  if (error) return unusable(certificate_file, error);
  context.use_private_key_file(key_file, asio::ssl::context::pem, error);
  if (error) return unusable(key_file, error);
  if (SSL_CTX_check_private_key(native) != 1) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("{} is not the key of {}", key_file, certificate_file)};
  }
  return std::unique_ptr<TlsContext>(new TlsContext(std::move(impl)));
}

using TlsSession = Session<TlsStream>;

template <>
Socket& TlsSession::socket() {
  return stream_.next_layer();
}

template <>
Task<bool> TlsSession::open() {
  ErrorCodeOfIo error;
  co_await stream_.async_handshake(asio::ssl::stream_base::server,
                                   asio::redirect_error(kAwait, error));
  co_return !error;
}

template <>
Task<void> TlsSession::shut_down() {
  ErrorCodeOfIo ignored;
  co_await stream_.async_shutdown(asio::redirect_error(kAwait, ignored));
}

template <>
constexpr bool TlsSession::is_tls() {
  return true;
}

void spawn_tls(Transport& transport, IoThread& thread, Socket socket, Welcome welcome) {
  ErrorCodeOfIo error;
  const auto peer = socket.remote_endpoint(error);
  std::make_shared<TlsSession>(transport, thread,
                               error ? std::string() : peer.address().to_string(),
                               std::move(socket), transport.tls->impl().context)
      ->start(welcome);
}

}  // namespace holdfast::http

// A server on a free port of this machine, for tests: one thread, one connection after the other.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"

namespace holdfast::outbound {

// One connection, in clear or over TLS.
class TestConnection {
 public:
  TestConnection(int socket, SSL* tls) : socket_(socket), tls_(tls) {}
  TestConnection(const TestConnection&) = delete;
  TestConnection& operator=(const TestConnection&) = delete;
  ~TestConnection() {
    if (tls_ != nullptr) {
      SSL_shutdown(tls_);
      SSL_free(tls_);
    }
    ::close(socket_);
  }

  // Until the text ends in `end` or the other side has closed.
  std::string read_until(const std::string& end) {
    std::string text;
    char c = 0;
    while (!text.ends_with(end) && read(&c, 1) == 1) text += c;
    return text;
  }
  std::string read_exactly(std::size_t size) {
    std::string text(size, '\0');
    std::size_t length = 0;
    while (length < size) {
      const auto count = read(text.data() + length, size - length);
      if (count <= 0) break;
      length += static_cast<std::size_t>(count);
    }
    text.resize(length);
    return text;
  }
  void write(const std::string& text) {
    if (tls_ != nullptr) {
      SSL_write(tls_, text.data(), static_cast<int>(text.size()));
    } else {
      static_cast<void>(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL));
    }
  }

 private:
  std::int64_t read(char* data, std::size_t size) {
    return tls_ != nullptr ? SSL_read(tls_, data, static_cast<int>(size))
                           : ::recv(socket_, data, size, 0);
  }

  int socket_;
  SSL* tls_;
};

// A self-signed certificate for 127.0.0.1, which is its own authority.
struct TestCertificate {
  std::shared_ptr<EVP_PKEY> key{EVP_RSA_gen(2048), EVP_PKEY_free};
  std::shared_ptr<X509> certificate{X509_new(), X509_free};

  TestCertificate() {
    X509* const x = certificate.get();
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, key.get());
    X509_NAME* const name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(x, name);
    for (const auto& [nid, value] : {std::pair(NID_basic_constraints, "critical,CA:TRUE"),
                                     std::pair(NID_subject_alt_name, "IP:127.0.0.1")}) {
      X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
      X509_add_ext(x, extension, -1);
      X509_EXTENSION_free(extension);
    }
    CHECK(X509_sign(x, key.get(), EVP_sha256()) > 0);
  }
  void save(const std::string& path) const {
    FILE* const file = std::fopen(path.c_str(), "w");
    CHECK(file != nullptr && PEM_write_X509(file, certificate.get()) == 1);
    std::fclose(file);
  }
};

class TestServer {
 public:
  using Serve = std::function<void(TestConnection&)>;

  explicit TestServer(Serve serve, const TestCertificate* certificate = nullptr)
      : serve_(std::move(serve)) {
    if (certificate != nullptr) {
      tls_.reset(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
      SSL_CTX_use_certificate(tls_.get(), certificate->certificate.get());
      SSL_CTX_use_PrivateKey(tls_.get(), certificate->key.get());
    }
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    CHECK(::listen(listener_, 16) == 0);
    socklen_t length = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~TestServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  std::uint16_t port() const { return port_; }
  std::string url(const std::string& path = "/hook") const {
    return (tls_ ? "https" : "http") + std::string("://127.0.0.1:") + std::to_string(port_) + path;
  }

 private:
  void run() {
    while (true) {
      const int socket = ::accept(listener_, nullptr, nullptr);
      if (socket < 0) return;
      SSL* tls = nullptr;
      if (tls_) {
        tls = SSL_new(tls_.get());
        SSL_set_fd(tls, socket);
        if (SSL_accept(tls) != 1) {
          SSL_free(tls);
          ::close(socket);
          continue;
        }
      }
      TestConnection connection(socket, tls);
      serve_(connection);
    }
  }

  Serve serve_;
  std::shared_ptr<SSL_CTX> tls_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

// Answers every HTTP request with what `answer` says and keeps the requests.
class TestHttpServer {
 public:
  struct Request {
    std::string head;  // with its line ends
    std::string body;
    std::string header(const std::string& name) const {
      const std::size_t at = head.find("\r\n" + name + ": ");
      if (at == std::string::npos) return "";
      const std::size_t begin = at + name.size() + 4;
      return head.substr(begin, head.find("\r\n", begin) - begin);
    }
  };
  using Answer = std::function<std::string(const Request&)>;

  explicit TestHttpServer(Answer answer, const TestCertificate* certificate = nullptr)
      : answer_(std::move(answer)),
        server_([this](TestConnection& connection) { serve(connection); }, certificate) {}

  std::string url(const std::string& path = "/hook") const { return server_.url(path); }
  std::vector<Request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  static std::string status(int code, const std::string& body = "") {
    return "HTTP/1.1 " + std::to_string(code) +
           " Status\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
  }

 private:
  void serve(TestConnection& connection) {
    Request request;
    request.head = connection.read_until("\r\n\r\n");
    const std::string length = request.header("Content-Length");
    if (!length.empty()) request.body = connection.read_exactly(std::stoul(length));
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    connection.write(answer_(request));
  }

  Answer answer_;
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
  TestServer server_;  // last: its thread uses the rest
};

}  // namespace holdfast::outbound

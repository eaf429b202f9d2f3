#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/http/server.h"
#include "platform/http/test_client.h"

namespace holdfast::http {
namespace {

using testing::HasSubstr;

template <auto free_function>
struct Freed {
  template <typename T>
  void operator()(T* pointer) const {
    free_function(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;

// A certificate that signs itself, valid for an hour, and its key, in a folder that goes with it.
class Certificate {
 public:
  Certificate() : folder_(std::filesystem::temp_directory_path() / "holdfast_tls_XXXXXX") {
    std::string name = folder_.string();
    CHECK(mkdtemp(name.data()) != nullptr);
    folder_ = name;
    const Key key(EVP_EC_gen("P-256"));
    write(key.get());
  }
  ~Certificate() { std::filesystem::remove_all(folder_); }

  std::string certificate_file() const { return folder_ / "certificate.pem"; }
  std::string key_file() const { return folder_ / "key.pem"; }

 private:
  void write(EVP_PKEY* key) {
    const std::unique_ptr<X509, Freed<X509_free>> certificate(X509_new());
    X509* x509 = certificate.get();
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -60);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, key);
    X509_NAME* name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(x509, name);
    CHECK(X509_sign(x509, key, EVP_sha256()) > 0);
    std::FILE* file = std::fopen(certificate_file().c_str(), "w");
    PEM_write_X509(file, x509);
    std::fclose(file);
    file = std::fopen(key_file().c_str(), "w");
    PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
  }
  std::filesystem::path folder_;
};

// TLS over a TestClient's socket.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int version = TLS1_3_VERSION)
      : connection_(port), context_(SSL_CTX_new(TLS_client_method())), ssl_(nullptr) {
    SSL_CTX_set_max_proto_version(context_.get(), version);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), connection_.socket());
    is_open_ = SSL_connect(ssl_.get()) == 1;
  }
  bool is_open() const { return is_open_; }
  void send(std::string_view bytes) {
    SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  }
  std::string read_through(std::string_view end) {
    while (received_.find(end) == std::string::npos && read_more()) {
    }
    const std::size_t at = received_.find(end);
    const std::size_t size = at == std::string::npos ? received_.size() : at + end.size();
    const std::string taken = received_.substr(0, size);
    received_.erase(0, size);
    return taken;
  }
  std::string read(std::size_t size) {
    while (received_.size() < size && read_more()) {
    }
    return received_.substr(0, size);
  }
  // True when the server said goodbye, so that nothing can have been cut off.
  bool is_closed_properly() {
    while (read_more()) {
    }
    return SSL_get_error(ssl_.get(), 0) == SSL_ERROR_ZERO_RETURN;
  }

 private:
  bool read_more() {
    char bytes[16384];
    const int got = SSL_read(ssl_.get(), bytes, sizeof(bytes));
    if (got <= 0) return false;
    received_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
  TestClient connection_;
  std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> context_;
  std::unique_ptr<SSL, Freed<SSL_free>> ssl_;
  std::string received_;
  bool is_open_ = false;
};

class TlsTest : public testing::Test {
 protected:
  TlsTest() {
    options_.certificate_file = certificate_.certificate_file();
    options_.key_file = certificate_.key_file();
    router_.get("/hello", open_to_all(), [](const Request& request) {
      return json(request.is_tls ? "\"safe\"" : "\"plain\"");
    });
    router_.get("/large", open_to_all(),
                [](const Request&) { return json(std::string(5'000'000, 'x')); });
    router_.get("/stream", open_to_all(), [](const Request&) {
      Response response;
      response.on_stream = [](const std::shared_ptr<EventStream>& stream) {
        stream->send("verdict", "1", "{}");
      };
      return response;
    });
    server_ = *Server::start(options_, router_, [](const Request&) { return Principal{}; });
  }
  Certificate certificate_;
  ServerOptions options_;
  Router router_;
  std::unique_ptr<Server> server_;
};

TEST_F(TlsTest, ServesUnderTlsWithStrictTransport) {
  TlsClient client(server_->port());
  ASSERT_TRUE(client.is_open());
  EXPECT_THAT(server_->url(), testing::StartsWith("https://"));
  client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.read_through("\r\n\r\n"), HasSubstr("Strict-Transport-Security: max-age="));
  EXPECT_EQ(client.read(6), "\"safe\"");
}

TEST_F(TlsTest, LargeResponsesArriveWhole) {
  TlsClient client(server_->port());
  client.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  client.read_through("\r\n\r\n");
  EXPECT_EQ(client.read(5'000'000).size(), 5'000'000U);
  EXPECT_TRUE(client.is_closed_properly());
}

TEST_F(TlsTest, StreamsEvents) {
  TlsClient client(server_->port());
  client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
  client.read_through("\r\n\r\n");
  EXPECT_EQ(client.read_through("\n\n"), "event: verdict\nid: 1\ndata: {}\n\n");
}

TEST_F(TlsTest, OldVersionsAreRefused) {
  EXPECT_TRUE(TlsClient(server_->port(), TLS1_2_VERSION).is_open());
  EXPECT_FALSE(TlsClient(server_->port(), TLS1_1_VERSION).is_open());
}

TEST_F(TlsTest, PlainWordsOnATlsPortGetNothing) {
  TestClient client(server_->port());
  client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.read_rest().find("HTTP/"), std::string::npos);
}

TEST_F(TlsTest, AKeyOfAnotherCertificateIsRefused) {
  const Certificate other;
  options_.key_file = other.key_file();
  const auto server = Server::start(options_, router_, [](const Request&) { return Principal{}; });
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code, ErrorCode::InvalidInput);
  EXPECT_THAT(server.error().message, HasSubstr(options_.key_file));
}

}  // namespace
}  // namespace holdfast::http

// Requests to other servers, over HTTP and HTTPS.

#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/sensitive.h"
#include "platform/outbound/address_guard.h"

namespace holdfast::outbound {

struct HttpRequest {
  std::string method = "POST";
  Sensitive<std::string> url;  // may hold a token
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::milliseconds timeout{15'000};  // of everything together
};

struct HttpResponse {
  int status = 0;
  std::string body;  // its beginning, HttpClientOptions::body_bytes_max at most
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;

  // Any status is a success; redirects are not followed. Thread-safe.
  // InvalidInput: the URL is none that may be used. Denied: its address is guarded. Unavailable: no
  // connection, no trusted certificate, no answer in time.
  virtual Result<HttpResponse> send(const HttpRequest& request) = 0;
};

struct HttpClientOptions {
  AddressGuard guard;
  bool allows_plain = false;  // http:// as well as https://
  std::string ca_file;        // "" for the system's certificates
  std::size_t body_bytes_max = 64 * 1024;
};

// On libcurl. Uses no proxy: one would connect where the guard cannot look.
std::unique_ptr<HttpClient> make_http_client(HttpClientOptions options);

// The host of an http or https URL without user, password or fragment; InvalidInput says what is
// wrong with it. `allows_plain`: http:// as well.
Result<std::string> host_of(std::string_view url, bool allows_plain);

}  // namespace holdfast::outbound

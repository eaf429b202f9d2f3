#include "platform/outbound/http_client.h"

#include <unistd.h>

#include <fmt/core.h>

#include "platform/outbound/curl.h"

namespace holdfast::outbound {
namespace {

constexpr std::chrono::milliseconds kConnectTimeout{5'000};

struct CurlUrlFree {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

// A part of a URL, "" when it has none.
std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

// One transfer: what curl calls back with.
struct Transfer {
  const HttpClientOptions& options;
  HttpResponse response;
  bool is_guarded = false;
};

curl_socket_t open_socket(void* client, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(client);
  if (!transfer.options.guard.allows(address->addr)) {
    transfer.is_guarded = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t receive(char* data, std::size_t, std::size_t size, void* client) {
  auto& transfer = *static_cast<Transfer*>(client);
  std::string& body = transfer.response.body;
  const std::size_t room = transfer.options.body_bytes_max - body.size();
  body.append(data, std::min(size, room));
  // Enough was read: the answer counts, the rest of its body does not.
  return size > room ? 0 : size;
}

class CurlHttpClient final : public HttpClient {
 public:
  explicit CurlHttpClient(HttpClientOptions options) : options_(std::move(options)) {}

  Result<HttpResponse> send(const HttpRequest& request) override {
    const std::string host = TRY(host_of(request.url.reveal(), options_.allows_plain));
    const CurlHandle handle = new_curl();
    CURL* const curl = handle.get();
    Transfer transfer{.options = options_, .response = {}};
    CurlList headers;
    for (const auto& [name, value] : request.headers) {
      if (name.find_first_of("\r\n:") != std::string::npos ||
          value.find_first_of("\r\n") != std::string::npos) {
        return Error{ErrorCode::InvalidInput, "a header holds a line end"};
      }
      headers.add(fmt::format("{}: {}", name, value));
    }
    headers.add("Expect:");  // No waiting for "100 Continue".

    curl_easy_setopt(curl, CURLOPT_URL, request.url.reveal().c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, options_.allows_plain ? "http,https" : "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    if (!request.body.empty() || request.method == "POST") {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                       static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Holdfast");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::min(kConnectTimeout, request.timeout).count()));
    if (!options_.ca_file.empty()) {
      curl_easy_setopt(curl, CURLOPT_CAINFO, options_.ca_file.c_str());
    }
    // The address that is connected to, after all resolving: no name can slip by.
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);

    const CURLcode code = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    transfer.response.status = static_cast<int>(status);
    const bool has_enough = code == CURLE_WRITE_ERROR && status != 0;
    if (code == CURLE_OK || has_enough) return std::move(transfer.response);
    if (transfer.is_guarded) {
      return Error{ErrorCode::Denied,
                   fmt::format("{} has an address that may not be connected to: private, local or "
                               "reserved; allow its network in the configuration if it is yours",
                               host)};
    }
    return Error{ErrorCode::Unavailable, fmt::format("{}: {}", host, curl_easy_strerror(code))};
  }

 private:
  const HttpClientOptions options_;
};

}  // namespace

std::unique_ptr<HttpClient> make_http_client(HttpClientOptions options) {
  return std::make_unique<CurlHttpClient>(std::move(options));
}

Result<std::string> host_of(std::string_view url, bool allows_plain) {
  const std::unique_ptr<CURLU, CurlUrlFree> parsed(curl_url());
  if (curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(), 0) != CURLUE_OK) {
    return Error{ErrorCode::InvalidInput, "not a URL such as https://example.org/hook"};
  }
  const std::string scheme = part_of(parsed.get(), CURLUPART_SCHEME);
  if (scheme != "https" && !(allows_plain && scheme == "http")) {
    return Error{ErrorCode::InvalidInput, allows_plain
                                              ? "the URL must begin with https:// or http://"
                                              : "the URL must begin with https://"};
  }
  if (!part_of(parsed.get(), CURLUPART_USER).empty() ||
      !part_of(parsed.get(), CURLUPART_PASSWORD).empty()) {
    return Error{ErrorCode::InvalidInput, "the URL must not hold a user or a password"};
  }
  std::string host = part_of(parsed.get(), CURLUPART_HOST);
  if (host.empty()) return Error{ErrorCode::InvalidInput, "the URL names no host"};
  return host;
}

}  // namespace holdfast::outbound

#include "domain/access/authenticator.h"

#include "base/secret_bytes.h"

namespace holdfast::access {
namespace {

constexpr std::string_view kPlainCookie = "holdfast_session";
constexpr std::string_view kTlsCookie = "__Host-holdfast_session";
constexpr std::string_view kBearer = "Bearer ";

bool is_tls(const http::Request& request, const AccessOptions& options) {
  return request.is_tls || options.is_tls_outside();
}

std::string_view cookie_name(const http::Request& request, const AccessOptions& options) {
  return is_tls(request, options) ? kTlsCookie : kPlainCookie;
}

bool changes_nothing(http::Method method) {
  return method == http::Method::Get || method == http::Method::Head ||
         method == http::Method::Options;
}

Result<> check_csrf(const http::Request& request, std::string_view session_token) {
  if (changes_nothing(request.method)) return {};
  TRY(check_same_origin(request));
  const std::string expected = csrf_token(session_token);
  if (equal_in_constant_time(as_bytes(expected), as_bytes(request.header("x-csrf-token")))) {
    return {};
  }
  return Error{ErrorCode::Denied, "send the session's CSRF token as X-CSRF-Token"};
}

// "scheme://host" without the scheme: a proxy in front may have changed that.
std::string_view host_of(std::string_view origin) {
  const std::size_t slashes = origin.find("://");
  return slashes == std::string_view::npos ? origin : origin.substr(slashes + 3);
}

class RequestAuthenticator {
 public:
  RequestAuthenticator(Sessions& sessions, ApiKeys& keys, const AccessOptions& options)
      : sessions_(sessions), keys_(keys), options_(options) {}

  std::optional<Result<http::Principal>> known(const http::Request& request) const {
    if (const std::string_view header = request.header("authorization"); !header.empty()) {
      if (!header.starts_with(kBearer)) return Result<http::Principal>(wrong_scheme());
      return found(keys_.known(header.substr(kBearer.size())));
    }
    const std::string_view token = session_cookie(request, options_);
    if (token.empty()) return Result<http::Principal>(http::Principal{});
    auto principal = sessions_.known(token);
    if (!principal) return std::nullopt;
    if (const Result<> csrf = check_csrf(request, token); !csrf) {
      return Result<http::Principal>(csrf.error());
    }
    return found(std::move(principal));
  }

  Result<http::Principal> look_up(const http::Request& request) const {
    if (const std::string_view header = request.header("authorization"); !header.empty()) {
      return keys_.look_up(header.substr(kBearer.size()));
    }
    const std::string_view token = session_cookie(request, options_);
    http::Principal principal = TRY(sessions_.look_up(token));
    TRY(check_csrf(request, token));
    return principal;
  }

 private:
  static Error wrong_scheme() {
    return {ErrorCode::NotFound, "send an API key as 'Authorization: Bearer hfk_…'"};
  }
  static std::optional<Result<http::Principal>> found(std::optional<http::Principal> principal) {
    if (!principal) return std::nullopt;
    return Result<http::Principal>(*std::move(principal));
  }

  Sessions& sessions_;
  ApiKeys& keys_;
  const AccessOptions& options_;
};

}  // namespace

Result<> check_same_origin(const http::Request& request) {
  const Error foreign{ErrorCode::Denied, "a page of another site may not do this"};
  const std::string_view site = request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return foreign;
  const std::string_view origin = request.header("origin");
  if (!origin.empty() && host_of(origin) != request.header("host")) return foreign;
  return {};
}

std::string_view session_cookie(const http::Request& request, const AccessOptions& options) {
  return request.cookie(cookie_name(request, options));
}

std::string set_session_cookie(const http::Request& request, const AccessOptions& options,
                               const Sensitive<std::string>& token) {
  std::string cookie(cookie_name(request, options));
  cookie += "=" + token.reveal() + "; Path=/; HttpOnly; SameSite=Strict";
  if (is_tls(request, options)) cookie += "; Secure";
  return cookie;
}

std::string clear_session_cookie(const http::Request& request, const AccessOptions& options) {
  std::string cookie(cookie_name(request, options));
  cookie += "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
  if (is_tls(request, options)) cookie += "; Secure";
  return cookie;
}

http::Authenticator make_authenticator(Sessions& sessions, ApiKeys& keys,
                                       const AccessOptions& options) {
  const auto authenticator = std::make_shared<const RequestAuthenticator>(sessions, keys, options);
  return {.known = [authenticator](
                       const http::Request& request) { return authenticator->known(request); },
          .look_up = [authenticator](
                         const http::Request& request) { return authenticator->look_up(request); }};
}

}  // namespace holdfast::access

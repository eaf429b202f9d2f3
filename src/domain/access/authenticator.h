// Who sends a request: by API key (Authorization: Bearer hfk_…) or by session cookie.

#pragma once

#include "domain/access/api_keys.h"
#include "domain/access/sessions.h"
#include "platform/http/server.h"

namespace holdfast::access {

// The parts outlive it. A session's cookie counts for what changes something only together with the
// CSRF token, and not at all when the browser says that another site asks.
http::Authenticator make_authenticator(Sessions& sessions, ApiKeys& keys,
                                       const AccessOptions& options);

// The session's token in the request's cookies, "" for none. Under TLS the name begins with
// __Host-, which browsers accept from this host and over TLS alone.
std::string_view session_cookie(const http::Request& request, const AccessOptions& options);
// Values of Set-Cookie.
std::string set_session_cookie(const http::Request& request, const AccessOptions& options,
                               const Sensitive<std::string>& token);
std::string clear_session_cookie(const http::Request& request, const AccessOptions& options);

// Denied: a browser sent this on behalf of another site. For routes open to all, too: nobody shall
// be signed in to another's account.
Result<> check_same_origin(const http::Request& request);

}  // namespace holdfast::access

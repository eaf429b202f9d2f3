// HTTP as the product sees it: requests, responses, routes. No Boost here; transport.cc alone knows
// how bytes travel.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace holdfast::http {

enum class Method : std::uint8_t { Get, Head, Post, Put, Patch, Delete, Options };
std::string_view to_string(Method method);

// Who is asking, as the authenticator found out.
struct Principal {
  enum class Kind : std::uint8_t { Anonymous, Person, ApiKey };
  Kind kind = Kind::Anonymous;
  Uuid id;                 // person or key
  Uuid session;            // nil for keys
  std::string tenant;
  std::string display_name;
  std::set<std::string, std::less<>> permissions;  // "contacts.read"
  bool has(std::string_view permission) const { return permissions.contains(permission); }
};

struct Request {
  Method method = Method::Get;
  std::string path;    // decoded, without the query
  std::string query;   // raw
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::string remote_address;
  bool is_tls = false;
  std::map<std::string, std::string, std::less<>> path_parameters;  // {id} of the route
  Principal principal;

  std::string_view header(std::string_view lower_case_name) const;  // "" when absent
  std::string_view cookie(std::string_view name) const;
  std::optional<std::string> query_parameter(std::string_view name) const;  // decoded
  // InvalidInput for a query parameter outside `known`: a misspelt filter must not be ignored.
  Result<> expect_query(std::initializer_list<std::string_view> known) const;
  std::string_view tenant() const { return principal.tenant; }
  std::string_view parameter(std::string_view name) const;  // of the path; CHECKs that it exists
};

// Sends server-sent events until the client goes or close() is called. Thread-safe.
class EventStream {
 public:
  virtual ~EventStream() = default;
  // False once the client is gone, or so slow that 256 KB wait: the stream is then closed.
  virtual bool send(std::string_view event, std::string_view id, std::string_view data) = 0;
  virtual void close() = 0;
  virtual void on_close(std::function<void()> callback) = 0;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string_view static_body;  // used instead of `body` when set: embedded files, not copied
  std::function<void(std::shared_ptr<EventStream>)> on_stream;  // makes it text/event-stream

  Response& header(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

Response json(std::string body, int status = 200);
Response no_content();
// RFC 9457 problem+json: {type, title, status, detail, code}. Each ErrorCode has one status:
// InvalidInput 400, NotFound 404, Denied 403, Conflict 409, LimitExceeded 429 (413 for sizes),
// Unavailable 503, Corrupted 500.
Response problem(const Error& error);
Response problem(int status, std::string_view code, std::string_view detail);

using Handler = std::function<Result<Response>(const Request&)>;
// May be called from any thread, exactly once.
using Respond = std::function<void(Result<Response>)>;
using AsyncHandler = std::function<void(std::shared_ptr<const Request>, Respond)>;

// What a route asks of its caller. Every route says one: the default is no.
struct Access {
  enum class Kind : std::uint8_t { Permission, SignedIn, Public };
  Kind kind = Kind::Permission;
  std::string permission;
};
Access requires_permission(std::string permission);
Access requires_sign_in();
Access open_to_all();  // sign-in itself, health, the contract

struct RouteOptions {
  std::size_t body_bytes_max = 1U << 20;
};

struct Route {
  Method method;
  std::string pattern;  // "/v1/contacts/{id}"; "/v1/inspections:batch" is a literal
  Access access;
  RouteOptions options;
  AsyncHandler handler;
};

// Routes are added while the server is being built, then only read. A path that exists under
// another method answers 405 with Allow; OPTIONS and HEAD are answered for every GET.
class Router {
 public:
  void add(Method method, std::string pattern, Access access, Handler handler,
           RouteOptions options = {});
  void add_async(Method method, std::string pattern, Access access, AsyncHandler handler,
                 RouteOptions options = {});
  void get(std::string pattern, Access access, Handler handler) {
    add(Method::Get, std::move(pattern), std::move(access), std::move(handler));
  }
  void post(std::string pattern, Access access, Handler handler, RouteOptions options = {}) {
    add(Method::Post, std::move(pattern), std::move(access), std::move(handler), options);
  }
  void put(std::string pattern, Access access, Handler handler, RouteOptions options = {}) {
    add(Method::Put, std::move(pattern), std::move(access), std::move(handler), options);
  }
  void del(std::string pattern, Access access, Handler handler) {
    add(Method::Delete, std::move(pattern), std::move(access), std::move(handler));
  }
  // Whatever matches no route: the console's files.
  void fallback(Access access, Handler handler);

  const std::vector<Route>& routes() const { return routes_; }
  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string, std::less<>> parameters;
    std::vector<Method> allowed;  // when the path exists under other methods only
  };
  Match match(Method method, std::string_view path) const;

 private:
  std::vector<Route> routes_;
  std::optional<Route> fallback_;
};

}  // namespace holdfast::http

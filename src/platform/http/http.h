// HTTP as the product sees it: requests, responses, routes. No Boost here; transport.cc alone knows
// how bytes travel.

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace holdfast::http {

enum class Method : std::uint8_t { Get, Head, Post, Put, Patch, Delete, Options };
inline constexpr std::size_t kMethodCount = 7;
std::string_view to_string(Method method);  // "GET"
std::optional<Method> parse_method(std::string_view name);

// Names of permissions. Copies share one set until one of them changes, so that a principal can be
// handed on per request without cost.
class PermissionSet {
 public:
  using Set = std::set<std::string, std::less<>>;
  using value_type = std::string;
  using const_iterator = Set::const_iterator;

  PermissionSet() = default;
  PermissionSet(std::initializer_list<std::string> names)
      : names_(std::make_shared<const Set>(names)) {}
  explicit PermissionSet(Set names) : names_(std::make_shared<const Set>(std::move(names))) {}

  bool contains(std::string_view name) const { return names_ && names_->contains(name); }
  bool empty() const { return !names_ || names_->empty(); }
  std::size_t size() const { return names_ ? names_->size() : 0; }
  void insert(std::string name);
  const_iterator begin() const { return names().begin(); }
  const_iterator end() const { return names().end(); }

 private:
  const Set& names() const;
  std::shared_ptr<const Set> names_;
};

// Who is asking, as the authenticator found out.
struct Principal {
  enum class Kind : std::uint8_t { Anonymous, Person, ApiKey };
  Kind kind = Kind::Anonymous;
  Uuid id;       // person or key
  Uuid session;  // nil for keys
  std::string tenant;
  std::string display_name;
  PermissionSet permissions;  // "contacts.read"
  bool has(std::string_view permission) const { return permissions.contains(permission); }
  std::string actor() const;  // as the audit log names it: "person:<id>", "key:<id>", "anonymous"
};

struct Request {
  Method method = Method::Get;
  std::string path;                                          // decoded, without the query
  std::string query;                                         // raw
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
  static constexpr std::size_t kBytesWaitingMax = 256U << 10;

  virtual ~EventStream() = default;
  // False once the client is gone, or so slow that more than kBytesWaitingMax wait: the stream is
  // then closed.
  virtual bool send(std::string_view event, std::string_view id, std::string_view data) = 0;
  virtual void close() = 0;
  virtual void on_close(std::function<void()> callback) = 0;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string_view static_body;  // used instead of `body` when set: embedded files, not copied
  // Makes it text/event-stream. Called on the I/O thread once head and body are sent, so it must
  // not wait: what the stream begins with is read in the handler and stands in `body`, by
  // append_event.
  std::function<void(std::shared_ptr<EventStream>)> on_stream;

  Response& header(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

// Appends one server-sent event. Line breaks in `data` become several data lines; in `event` and
// `id`, spaces.
void append_event(std::string& out, std::string_view event, std::string_view id,
                  std::string_view data);

Response json(std::string body, int status = 200);
Response no_content();
// RFC 9457 problem+json: {type, title, status, detail, code}. Each ErrorCode has one status:
// InvalidInput 400, NotFound 404, Denied 403, Conflict 409, LimitExceeded 413 (what is too large
// stays so; too_many_requests() is for what may come again later), Unavailable 503, Corrupted 500.
// What Corrupted says stays in the server's log; the caller gets the id under which it stands
// there.
Response problem(const Error& error);
Response problem(int status, std::string_view code, std::string_view detail);
// 429 with Retry-After.
Response too_many_requests(std::string_view detail, std::chrono::seconds retry_after);

using Handler = std::function<Result<Response>(const Request&)>;
// May be called from any thread, once; later calls do nothing. If every copy is destroyed without a
// call, the client gets a 500.
using Respond = std::function<void(Result<Response>)>;
// Called on an I/O thread, so it must not wait for anything. (When the caller's credential had to
// be looked up first, on a worker thread.)
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

// What a request's body may be. Json answers 415 to any other media type: a form on a hostile page
// cannot send it.
enum class Body : std::uint8_t { Json, Any };

// What a request adds. Repeating one with the same Idempotency-Key then adds nothing more
// (platform/repeats); of an answer that shows a secret no copy is kept for that.
enum class Creates : std::uint8_t { Nothing, Something, Secret };

struct RouteOptions {
  std::size_t body_bytes_max = 1U << 20;
  Body body = Body::Json;
  Creates creates = Creates::Nothing;
};

struct Route {
  Method method;
  std::string pattern;  // "/v1/contacts/{id}"; "/v1/inspections:batch" is a literal
  Access access;
  RouteOptions options;
  AsyncHandler handler;
  bool runs_on_worker = false;  // the handler may wait, so a worker thread calls it
};

// Routes are added while the server is being built, then only read. A path that exists under
// another method answers 405 with Allow; OPTIONS and HEAD are answered for every GET.
//
// A segment of a pattern is a literal, a parameter "{id}", a parameter with a verb "{id}:release"
// or, as the last one, all that follows "{rest...}". The most specific pattern wins, left to right
// in this order. CHECKs that no two routes have the same method and shape.
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

  // Replaces the handlers of the routes for which `wrapper` returns one.
  void wrap(const std::function<AsyncHandler(const Route&)>& wrapper);

  const std::vector<Route>& routes() const { return routes_; }
  const std::optional<Route>& fallback() const { return fallback_; }
  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string, std::less<>> parameters;
    std::vector<Method> allowed;  // when the path exists under other methods only
  };
  // `path` is decoded. HEAD finds the route of GET. Nothing matches: the fallback for GET.
  Match match(Method method, std::string_view path) const;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  template <typename T>
  using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;
  using Endpoint = std::array<std::int32_t, kMethodCount>;  // indexes of routes_, -1 for none

  // One step of the patterns with parameters: children by what the next segment may be.
  struct Node {
    ByText<std::size_t> literals;
    std::vector<std::pair<std::string, std::size_t>> verbs;  // ":release"
    std::size_t parameter = 0;                               // 0: none, as no child is the root
    Endpoint rest = none();
    Endpoint here = none();
  };
  struct Search;

  static Endpoint none();
  void add_route(Route route);
  void index(std::size_t route);
  std::size_t child_for(std::size_t node, std::string_view segment);
  static void set(Endpoint& endpoint, const Route& route, std::size_t index);
  void descend(Search& search, std::size_t node, std::size_t at) const;
  bool finish(Search& search, const Endpoint& endpoint) const;

  std::vector<Route> routes_;
  std::optional<Route> fallback_;
  ByText<Endpoint> literals_;  // whole paths without parameters
  std::vector<Node> nodes_ = std::vector<Node>(1);
};

}  // namespace holdfast::http

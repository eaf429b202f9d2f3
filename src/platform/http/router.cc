#include <algorithm>

#include "base/check.h"
#include "platform/http/http.h"

namespace holdfast::http {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  std::size_t begin = 1;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    segments.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return segments;
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }
bool is_rest(std::string_view segment) { return segment.ends_with("...}"); }

// "{id}:release" is named "id", and so are "{id}" and "{id...}".
std::string_view parameter_name(std::string_view segment) {
  std::string_view name = segment.substr(1, segment.find('}') - 1);
  if (name.ends_with("...")) name.remove_suffix(3);
  return name;
}

}  // namespace

Access requires_permission(std::string permission) {
  CHECK(!permission.empty());
  return {Access::Kind::Permission, std::move(permission)};
}
Access requires_sign_in() { return {Access::Kind::SignedIn, {}}; }
Access open_to_all() { return {Access::Kind::Public, {}}; }

// A search for the most specific route, with what it met on the way.
struct Router::Search {
  Method method;
  std::vector<std::string_view> segments;
  std::vector<std::string_view> values = {};  // of the parameters, left to right
  const Route* found = nullptr;
  std::array<bool, kMethodCount> allowed{};
};

Router::Endpoint Router::none() {
  Endpoint endpoint;
  endpoint.fill(-1);
  return endpoint;
}

void Router::add(Method method, std::string pattern, Access access, Handler handler,
                 RouteOptions options) {
  add_route({.method = method,
             .pattern = std::move(pattern),
             .access = std::move(access),
             .options = options,
             .handler = [handler = std::move(handler)](
                            const std::shared_ptr<const Request>& request,
                            const Respond& respond) { respond(handler(*request)); },
             .runs_on_worker = true});
}

void Router::add_async(Method method, std::string pattern, Access access, AsyncHandler handler,
                       RouteOptions options) {
  add_route({.method = method,
             .pattern = std::move(pattern),
             .access = std::move(access),
             .options = options,
             .handler = std::move(handler)});
}

void Router::fallback(Access access, Handler handler) {
  fallback_ = Route{.method = Method::Get,
                    .pattern = "*",
                    .access = std::move(access),
                    .options = {},
                    .handler = [handler = std::move(handler)](
                                   const std::shared_ptr<const Request>& request,
                                   const Respond& respond) { respond(handler(*request)); },
                    .runs_on_worker = false};  // files in memory: nothing to wait for
}

void Router::wrap(const std::function<AsyncHandler(const Route&)>& wrapper) {
  for (Route& route : routes_) {
    if (AsyncHandler handler = wrapper(route)) route.handler = std::move(handler);
  }
}

void Router::add_route(Route route) {
  CHECK(route.pattern.starts_with('/'));
  CHECK(route.access.kind != Access::Kind::Permission || !route.access.permission.empty());
  routes_.push_back(std::move(route));
  index(routes_.size() - 1);
}

void Router::set(Endpoint& endpoint, const Route& route, std::size_t index) {
  std::int32_t& place = endpoint[static_cast<std::size_t>(route.method)];
  CHECK(place < 0);
  place = static_cast<std::int32_t>(index);
}

void Router::index(std::size_t route_index) {
  const Route& route = routes_[route_index];
  if (route.pattern.find('{') == std::string::npos) {
    set(literals_.try_emplace(route.pattern, none()).first->second, route, route_index);
    return;
  }
  std::size_t node = 0;
  for (const std::string_view segment : segments_of(route.pattern)) {
    if (is_rest(segment)) {
      set(nodes_[node].rest, route, route_index);
      return;
    }
    node = child_for(node, segment);
  }
  set(nodes_[node].here, route, route_index);
}

std::size_t Router::child_for(std::size_t node, std::string_view segment) {
  const std::size_t fresh = nodes_.size();
  std::size_t child = fresh;
  Node& parent = nodes_[node];
  if (!is_parameter(segment)) {
    child = parent.literals.try_emplace(std::string(segment), fresh).first->second;
  } else if (const std::string_view verb = segment.substr(segment.find('}') + 1); !verb.empty()) {
    const auto known = std::find_if(parent.verbs.begin(), parent.verbs.end(),
                                    [verb](const auto& entry) { return entry.first == verb; });
    if (known != parent.verbs.end()) {
      child = known->second;
    } else {
      parent.verbs.emplace_back(verb, fresh);
    }
  } else if (parent.parameter != 0) {
    child = parent.parameter;
  } else {
    parent.parameter = fresh;
  }
  if (child == fresh) nodes_.emplace_back();
  return child;
}

// Notes the methods of a path that exists; true ends the search.
bool Router::finish(Search& search, const Endpoint& endpoint) const {
  for (std::size_t i = 0; i < kMethodCount; ++i) {
    if (endpoint[i] >= 0) search.allowed[i] = true;
  }
  const bool is_head = search.method == Method::Head;
  const auto method = static_cast<std::size_t>(is_head ? Method::Get : search.method);
  if (endpoint[method] < 0) return false;
  search.found = &routes_[static_cast<std::size_t>(endpoint[method])];
  return true;
}

void Router::descend(Search& search, std::size_t index, std::size_t at) const {
  const Node& node = nodes_[index];
  if (at == search.segments.size()) {
    finish(search, node.here);
    return;
  }
  const std::string_view segment = search.segments[at];
  if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
    descend(search, literal->second, at + 1);
    if (search.found != nullptr) return;
  }
  for (const auto& [verb, child] : node.verbs) {
    if (segment.size() <= verb.size() || !segment.ends_with(verb)) continue;
    search.values.push_back(segment.substr(0, segment.size() - verb.size()));
    descend(search, child, at + 1);
    if (search.found != nullptr) return;
    search.values.pop_back();
  }
  if (node.parameter != 0 && !segment.empty()) {
    search.values.push_back(segment);
    descend(search, node.parameter, at + 1);
    if (search.found != nullptr) return;
    search.values.pop_back();
  }
  const std::string_view last = search.segments.back();
  search.values.emplace_back(segment.data(),
                             static_cast<std::size_t>(last.data() + last.size() - segment.data()));
  if (!finish(search, node.rest)) search.values.pop_back();
}

Router::Match Router::match(Method method, std::string_view path) const {
  Match match;
  Search search{.method = method, .segments = {}};
  if (const auto literal = literals_.find(path); literal != literals_.end()) {
    if (finish(search, literal->second)) {
      match.route = search.found;
      return match;
    }
  }
  if (path.starts_with('/')) {
    search.segments = segments_of(path);
    descend(search, 0, 0);
  }
  if (search.found != nullptr) {
    match.route = search.found;
    std::size_t next = 0;
    for (const std::string_view segment : segments_of(search.found->pattern)) {
      if (!is_parameter(segment)) continue;
      match.parameters.emplace(parameter_name(segment), search.values[next++]);
    }
    return match;
  }
  for (std::size_t i = 0; i < kMethodCount; ++i) {
    if (search.allowed[i]) match.allowed.push_back(static_cast<Method>(i));
  }
  const bool reads = method == Method::Get || method == Method::Head;
  if (match.allowed.empty() && reads && fallback_) match.route = &*fallback_;
  return match;
}

}  // namespace holdfast::http

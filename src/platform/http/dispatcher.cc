#include "platform/http/dispatcher.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/core.h>

#include "platform/telemetry/log.h"

namespace holdfast::http {
namespace {

Response unauthorised(std::string_view detail) {
  Response response = problem(401, "unauthenticated", detail);
  response.header("WWW-Authenticate", "Bearer");
  return response;
}

Response refusal_of(const Error& error) {
  if (error.code == ErrorCode::NotFound) return unauthorised(error.message);
  return problem(error);
}

std::optional<Response> check_access(const Access& access, const Principal& principal) {
  if (access.kind == Access::Kind::Public) return std::nullopt;
  if (principal.kind == Principal::Kind::Anonymous) {
    return unauthorised("sign in, or send an API key as 'Authorization: Bearer'");
  }
  if (access.kind == Access::Kind::SignedIn || principal.has(access.permission)) {
    return std::nullopt;
  }
  return problem(403, "denied", fmt::format("needs the permission {}", access.permission));
}

std::string allow_header(const std::vector<Method>& allowed) {
  std::string names;
  for (const Method method : allowed) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", to_string(method));
    if (method == Method::Get) names += ", HEAD";
  }
  return names + (names.empty() ? "OPTIONS" : ", OPTIONS");
}

Response other_method(Method method, const std::vector<Method>& allowed) {
  Response response = method == Method::Options
                          ? no_content()
                          : problem(405, "method_not_allowed",
                                    fmt::format("{} is not possible here", to_string(method)));
  response.header("Allow", allow_header(allowed));
  return response;
}

// "application/json; charset=utf-8" and "application/scim+json", in any case.
bool is_json(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  while (type.ends_with(' ')) type.pop_back();
  std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return type == "application/json" ||
         (type.starts_with("application/") && type.ends_with("+json"));
}

bool has_body(const Request& request) {
  const std::string_view length = request.header("content-length");
  return (!length.empty() && length != "0") || !request.header("transfer-encoding").empty();
}

// Answers for a handler that let go of every copy of its Respond without calling one.
class Answer {
 public:
  explicit Answer(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  ~Answer() {
    if (exchange_->is_answered()) return;
    exchange_->answer(problem(Error{ErrorCode::Corrupted, "the handler gave no answer"}));
  }
  void give(Result<Response> result) {
    exchange_->answer(result ? *std::move(result) : problem(result.error()));
  }

 private:
  std::shared_ptr<Exchange> exchange_;
};

}  // namespace

Dispatcher::Dispatcher(const ServerOptions& options, const Router& router,
                       Authenticator authenticator, WorkerPool& workers)
    : router_(router),
      authenticator_(std::move(authenticator)),
      access_log_(options.access_log),
      metrics_source_(options.metrics),
      workers_(workers) {
  for (const Route& route : router_.routes()) {
    metrics_.push_back(metrics_of(to_string(route.method), route.pattern));
  }
  metrics_.push_back(metrics_of("GET", "*"));
  metrics_.push_back(metrics_of("-", "none"));
}

Dispatcher::RouteMetrics Dispatcher::metrics_of(std::string_view method,
                                                std::string_view pattern) const {
  RouteMetrics metrics;
  if (metrics_source_ == nullptr) return metrics;
  constexpr std::array<std::string_view, 5> kClasses = {"1xx", "2xx", "3xx", "4xx", "5xx"};
  for (std::size_t i = 0; i < kClasses.size(); ++i) {
    metrics.by_status_class[i] =
        metrics_source_->counter(telemetry::Family::HttpRequests, {method, pattern, kClasses[i]});
  }
  metrics.seconds =
      metrics_source_->histogram(telemetry::Family::HttpRequestSeconds, {method, pattern});
  return metrics;
}

std::optional<Response> Dispatcher::admit(Exchange& exchange) const {
  Request& request = exchange.request;
  Router::Match match = router_.match(request.method, request.path);
  exchange.route = match.route;
  if (match.route == nullptr) {
    if (!match.allowed.empty() || request.method == Method::Options) {
      return other_method(request.method, match.allowed);
    }
    return problem(404, "not_found", "nothing answers at this path");
  }
  request.path_parameters = std::move(match.parameters);
  const Route& route = *match.route;
  if (route.access.kind != Access::Kind::Public) {
    std::optional<Result<Principal>> known = authenticator_.known(request);
    exchange.needs_look_up = !known;
    if (known && !*known) return refusal_of(known->error());
    if (known) {
      request.principal = **std::move(known);
      if (auto refusal = check_access(route.access, request.principal)) return refusal;
    }
  }
  if (route.options.body == Body::Json && has_body(request) &&
      !is_json(request.header("content-type"))) {
    return problem(415, "unsupported_media_type",
                   "send the body as Content-Type: application/json");
  }
  return std::nullopt;
}

void Dispatcher::run(const std::shared_ptr<Exchange>& exchange) const {
  if (exchange->needs_look_up) {
    workers_.run([this, exchange] { look_up_and_run(exchange); });
  } else if (exchange->route->runs_on_worker) {
    workers_.run([this, exchange] { call_handler(exchange); });
  } else {
    call_handler(exchange);
  }
}

void Dispatcher::look_up_and_run(const std::shared_ptr<Exchange>& exchange) const {
  try {
    Result<Principal> principal = authenticator_.look_up(exchange->request);
    if (!principal) return exchange->answer(refusal_of(principal.error()));
    exchange->request.principal = *std::move(principal);
  } catch (const std::exception& exception) {
    return exchange->answer(problem(Error{ErrorCode::Corrupted, exception.what()}));
  }
  if (auto refusal = check_access(exchange->route->access, exchange->request.principal)) {
    return exchange->answer(*std::move(refusal));
  }
  call_handler(exchange);
}

void Dispatcher::call_handler(const std::shared_ptr<Exchange>& exchange) const {
  const auto answer = std::make_shared<Answer>(exchange);
  try {
    exchange->route->handler(
        std::shared_ptr<const Request>(exchange, &exchange->request),
        [answer](Result<Response> result) { answer->give(std::move(result)); });
  } catch (const std::exception& exception) {
    answer->give(Error{ErrorCode::Corrupted, exception.what()});
  } catch (...) {
    answer->give(Error{ErrorCode::Corrupted, "the handler threw what is no exception"});
  }
}

void Dispatcher::note(const Exchange& exchange, int status) const {
  std::size_t index = metrics_.size() - 1;
  if (const std::vector<Route>& routes = router_.routes(); exchange.route != nullptr) {
    const bool is_fallback = router_.fallback() && exchange.route == &*router_.fallback();
    index = is_fallback ? routes.size() : static_cast<std::size_t>(exchange.route - routes.data());
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - exchange.begun_at;
  const int status_class = std::clamp(status / 100, 1, 5);
  metrics_[index].by_status_class[static_cast<std::size_t>(status_class - 1)].add();
  metrics_[index].seconds.observe(took.count());
  if (access_log_ == AccessLog::All || (access_log_ == AccessLog::Failures && status >= 400)) {
    write_access_log(exchange, status, took.count());
  }
}

// The pattern stands for the path: what callers put into a path may be anything.
void Dispatcher::write_access_log(const Exchange& exchange, int status, double seconds) const {
  telemetry::log(status >= 500 ? telemetry::LogLevel::Warning : telemetry::LogLevel::Info,
                 "{} {} {} in {:.1f} ms, {} from {}", to_string(exchange.request.method),
                 exchange.route == nullptr ? "-" : exchange.route->pattern, status, seconds * 1e3,
                 exchange.request.principal.actor(), exchange.request.remote_address);
}

}  // namespace holdfast::http

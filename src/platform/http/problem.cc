#include "platform/http/problem.h"

#include "base/bytes.h"
#include "base/json_writer.h"
#include "base/random.h"
#include "platform/http/http.h"
#include "platform/telemetry/log.h"

namespace holdfast::http {
namespace {

struct Mapping {
  int status;
  std::string_view code;
};

Mapping mapping(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidInput:
      return {400, "invalid_input"};
    case ErrorCode::NotFound:
      return {404, "not_found"};
    case ErrorCode::Denied:
      return {403, "denied"};
    case ErrorCode::Conflict:
      return {409, "conflict"};
    case ErrorCode::LimitExceeded:
      return {413, "limit_exceeded"};
    case ErrorCode::Unavailable:
      return {503, "unavailable"};
    case ErrorCode::Corrupted:
      return {500, "internal"};
  }
  return {500, "internal"};
}

// Names one line of the log, so that a user can report it without knowing what it says.
std::string log_id() {
  std::array<std::byte, 6> bytes{};
  SystemRandom().fill(bytes);
  return to_hex(bytes);
}

Response internal_problem(const Error& error) {
  const std::string id = log_id();
  telemetry::log_error("request failed [{}]: {}", id, error.message);
  return problem(500, "internal", "the server failed; its log has the reason under " + id);
}

}  // namespace

std::string_view status_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";
  }
}

Response json(std::string body, int status) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  response.header("Content-Type", "application/json");
  return response;
}

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

Response problem(const Error& error) {
  const Mapping as = mapping(error.code);
  if (as.status == 500) return internal_problem(error);
  Response response = problem(as.status, as.code, error.message);
  if (as.status == 503) response.header("Retry-After", "5");
  return response;
}

Response problem(int status, std::string_view code, std::string_view detail) {
  JsonWriter json;
  json.begin_object()
      .member("type", "about:blank")
      .member("title", status_phrase(status))
      .member("status", status)
      .member("detail", detail)
      .member("code", code)
      .end();
  Response response;
  response.status = status;
  response.body = json.take();
  response.header("Content-Type", "application/problem+json");
  return response;
}

Response too_many_requests(std::string_view detail, std::chrono::seconds retry_after) {
  Response response = problem(429, "limit_exceeded", detail);
  response.header("Retry-After", std::to_string(retry_after.count()));
  return response;
}

}  // namespace holdfast::http

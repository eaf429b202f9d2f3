#include "platform/http/query.h"

#include <charconv>

#include <fmt/core.h>

#include "base/timestamp.h"

namespace holdfast::http {
namespace {

template <typename T>
std::optional<T> number_from(const std::string& text) {
  T number{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Error named(std::string_view name, const Error& error) {
  return Error{error.code, fmt::format("{}: {}", name, error.message)};
}

}  // namespace

Result<std::size_t> limit_parameter(const Request& request) {
  const auto text = request.query_parameter("limit");
  if (!text) return std::size_t{50};
  const auto limit = number_from<std::size_t>(*text);
  if (!limit || *limit < 1 || *limit > 200) {
    return Error{ErrorCode::InvalidInput, "limit: expected a whole number from 1 to 200"};
  }
  return *limit;
}

Result<std::optional<Uuid>> uuid_cursor(const Request& request) {
  const auto text = request.query_parameter("cursor");
  if (!text || text->empty()) return std::optional<Uuid>();
  const Result<Uuid> id = parse_uuid(*text);
  if (!id) return Error{ErrorCode::InvalidInput, "cursor: not one that this list gave"};
  return std::optional(*id);
}

Result<std::optional<Timestamp>> time_parameter(const Request& request, std::string_view name) {
  const auto text = request.query_parameter(name);
  if (!text) return std::optional<Timestamp>();
  const Result<Timestamp> at = from_rfc3339(*text);
  if (!at) return named(name, at.error());
  return std::optional(*at);
}

Result<std::optional<Uuid>> uuid_parameter(const Request& request, std::string_view name) {
  const auto text = request.query_parameter(name);
  if (!text) return std::optional<Uuid>();
  const Result<Uuid> id = parse_uuid(*text);
  if (!id) return named(name, id.error());
  return std::optional(*id);
}

Result<std::optional<double>> number_parameter(const Request& request, std::string_view name,
                                               double minimum, double maximum) {
  const auto text = request.query_parameter(name);
  if (!text) return std::optional<double>();
  const auto number = number_from<double>(*text);
  if (!number || *number < minimum || *number > maximum) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("{}: expected a number from {} to {}", name, minimum, maximum)};
  }
  return number;
}

}  // namespace holdfast::http

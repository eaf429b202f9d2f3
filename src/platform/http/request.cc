#include <algorithm>

#include <fmt/core.h>

#include "base/check.h"
#include "base/join.h"
#include "platform/http/http.h"
#include "platform/http/target.h"

namespace holdfast::http {
namespace {

constexpr std::array<std::string_view, kMethodCount> kMethodNames = {
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

}  // namespace

std::string_view to_string(Method method) { return kMethodNames[static_cast<std::size_t>(method)]; }

std::optional<Method> parse_method(std::string_view name) {
  const auto found = std::find(kMethodNames.begin(), kMethodNames.end(), name);
  if (found == kMethodNames.end()) return std::nullopt;
  return static_cast<Method>(found - kMethodNames.begin());
}

const PermissionSet::Set& PermissionSet::names() const {
  static const Set kNone;
  return names_ ? *names_ : kNone;
}

void PermissionSet::insert(std::string name) {
  Set changed = names();
  changed.insert(std::move(name));
  names_ = std::make_shared<const Set>(std::move(changed));
}

std::string Principal::actor() const {
  switch (kind) {
    case Kind::Person:
      return "person:" + holdfast::to_string(id);
    case Kind::ApiKey:
      return "key:" + holdfast::to_string(id);
    case Kind::Anonymous:
      break;
  }
  return "anonymous";
}

std::string_view Request::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return {};
}

std::string_view Request::cookie(std::string_view name) const {
  for (const auto& [header_name, header_value] : headers) {
    if (header_name != "cookie") continue;
    std::string_view rest = header_value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      std::string_view item = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
      if (item.size() > name.size() && item.starts_with(name) && item[name.size()] == '=') {
        return item.substr(name.size() + 1);
      }
    }
  }
  return {};
}

std::optional<std::string> Request::query_parameter(std::string_view name) const {
  for (auto& [known, value] : parse_query(query)) {
    if (known == name) return std::move(value);
  }
  return std::nullopt;
}

Result<> Request::expect_query(std::initializer_list<std::string_view> known) const {
  std::set<std::string, std::less<>> seen;
  for (const auto& [name, value] : parse_query(query)) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      // The name is repeated only where it cannot be content that someone pasted.
      if (known.size() == 0) return Error{ErrorCode::InvalidInput, "takes no query parameters"};
      return Error{ErrorCode::InvalidInput,
                   fmt::format("unknown query parameter; known are {}", join(known, ", "))};
    }
    if (!seen.insert(name).second) {
      return Error{ErrorCode::InvalidInput, fmt::format("query parameter '{}' given twice", name)};
    }
  }
  return {};
}

std::string_view Request::parameter(std::string_view name) const {
  const auto found = path_parameters.find(name);
  CHECK(found != path_parameters.end());
  return found->second;
}

}  // namespace holdfast::http

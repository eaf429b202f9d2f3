#include "domain/access/types.h"

#include <algorithm>

#include "base/utf8.h"

namespace holdfast::access {
namespace {

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

bool is_printable(std::string_view text) { return is_utf8(text) && !has_control_character(text); }

std::size_t character_count(std::string_view text) {
  return OffsetCounter(text, OffsetCounter::Unit::CodePoint).at(text.size());
}

}  // namespace

Actor actor_of(const http::Principal& principal) {
  return {
      .tenant = principal.tenant, .name = principal.actor(), .permissions = principal.permissions};
}

Actor system_actor(std::string tenant) {
  const Role all[] = {Role::Administrator};
  return {.tenant = std::move(tenant), .name = "system", .permissions = permissions_of(all)};
}

std::string_view to_string(LinkPurpose purpose) {
  switch (purpose) {
    case LinkPurpose::FirstAdministrator:
      return "first_administrator";
    case LinkPurpose::Invitation:
      return "invitation";
    case LinkPurpose::Reset:
      return "reset";
    case LinkPurpose::SignIn:
      return "sign_in";
  }
  return "";
}

Result<std::string> normal_email(std::string_view email) {
  std::string normal = trimmed(email);
  const std::size_t at = normal.find('@');
  const bool has_form = normal.size() >= 3 && normal.size() <= 254 && at != std::string::npos &&
                        at > 0 && at + 1 < normal.size() &&
                        normal.find('@', at + 1) == std::string::npos &&
                        normal.find(' ') == std::string::npos && is_printable(normal);
  if (!has_form) return Error{ErrorCode::InvalidInput, "email: not an e-mail address"};
  for (char& c : normal) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return normal;
}

Result<std::string> normal_name(std::string_view name) {
  std::string normal = trimmed(name);
  if (normal.empty() || !is_printable(normal) || character_count(normal) > 100) {
    return Error{ErrorCode::InvalidInput, "name: 1 to 100 characters, without control characters"};
  }
  return normal;
}

}  // namespace holdfast::access

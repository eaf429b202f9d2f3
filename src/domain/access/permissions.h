// The one table of what there is to be allowed, and which role may do it.
//
// Every route names one of these permissions, and so does every scope of an API key.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "platform/http/http.h"

namespace holdfast::access {

enum class Role : std::uint8_t {
  Administrator,
  Agent,
  Auditor,
  PrivacyOfficer,
  QualityAnalyst,
  SecurityAnalyst,
  Supervisor,
  Trainer,
};

std::string_view to_string(Role role);  // "privacy_officer"
std::optional<Role> parse_role(std::string_view name);
std::span<const Role> all_roles();

struct Permission {
  std::string_view name;  // "held.decide"
  std::string_view meaning;
  std::uint8_t roles;  // one bit a role; administrators may do everything
};

std::span<const Permission> all_permissions();
bool is_permission(std::string_view name);

// What the roles may do together.
http::PermissionSet permissions_of(std::span<const Role> roles);

}  // namespace holdfast::access

#include "domain/access/permissions.h"

#include <algorithm>
#include <array>

namespace holdfast::access {
namespace {

constexpr std::array<std::string_view, 8> kRoleNames = {
    "administrator",    "agent",      "auditor", "privacy_officer", "quality_analyst",
    "security_analyst", "supervisor", "trainer"};
constexpr std::array<Role, 8> kRoles = {
    Role::Administrator,  Role::Agent,           Role::Auditor,    Role::PrivacyOfficer,
    Role::QualityAnalyst, Role::SecurityAnalyst, Role::Supervisor, Role::Trainer};

constexpr std::uint8_t bit(Role role) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(role));
}

template <typename... Roles>
constexpr std::uint8_t may(Roles... roles) {
  return static_cast<std::uint8_t>((bit(Role::Administrator) | ... | bit(roles)));
}

constexpr Role kAgent = Role::Agent;
constexpr Role kAuditor = Role::Auditor;
constexpr Role kPrivacy = Role::PrivacyOfficer;
constexpr Role kQuality = Role::QualityAnalyst;
constexpr Role kSecurity = Role::SecurityAnalyst;
constexpr Role kSupervisor = Role::Supervisor;
constexpr Role kTrainer = Role::Trainer;

// Sorted by name.
constexpr Permission kPermissions[] = {
    {"audit.read", "Read and verify the log", may(kAuditor, kPrivacy, kSecurity)},
    {"contacts.read", "See contacts, their messages in safe form, and verdicts",
     may(kPrivacy, kQuality, kSecurity, kSupervisor)},
    {"customers.erase", "Erase a customer for good, with a reason", may(kPrivacy)},
    {"findings.feedback", "Say that a finding or a verdict is wrong",
     may(kAgent, kPrivacy, kQuality, kSecurity, kSupervisor)},
    {"findings.read", "See where sensitive data was found",
     may(kPrivacy, kQuality, kSecurity, kSupervisor)},
    {"held.decide", "Release or reject what is held", may(kPrivacy, kSecurity, kSupervisor)},
    {"held.read", "See what is held", may(kPrivacy, kSecurity, kSupervisor)},
    {"inspections.create", "Have content inspected", may(kSecurity)},
    {"keys.manage", "Make and revoke API keys", may()},
    {"keys.read", "See API keys, never their secrets", may(kAuditor, kSecurity)},
    {"metrics.read", "Read the server's metrics", may(kSecurity)},
    {"originals.read", "Release a held message as it was written, with a reason",
     may(kPrivacy, kSecurity)},
    {"people.manage", "Invite people, give roles, take access away", may()},
    {"people.read", "See who has access", may(kAuditor, kPrivacy, kSecurity)},
    {"policies.activate", "Put a version of a policy in force, set modes", may(kPrivacy)},
    {"policies.read", "Read policies and try them",
     may(kAgent, kAuditor, kPrivacy, kQuality, kSecurity, kSupervisor, kTrainer)},
    {"policies.write", "Write drafts of policies and test them", may(kPrivacy, kSecurity)},
    {"texts.protect", "Have sensitive data in a text found and replaced, of which nothing is kept",
     may(kPrivacy, kSecurity)},
};

}  // namespace

std::string_view to_string(Role role) { return kRoleNames[static_cast<std::size_t>(role)]; }

std::optional<Role> parse_role(std::string_view name) {
  const auto found = std::find(kRoleNames.begin(), kRoleNames.end(), name);
  if (found == kRoleNames.end()) return std::nullopt;
  return static_cast<Role>(found - kRoleNames.begin());
}

std::span<const Role> all_roles() { return kRoles; }

std::span<const Permission> all_permissions() { return kPermissions; }

bool is_permission(std::string_view name) {
  return std::any_of(std::begin(kPermissions), std::end(kPermissions),
                     [name](const Permission& permission) { return permission.name == name; });
}

http::PermissionSet permissions_of(std::span<const Role> roles) {
  std::uint8_t mask = 0;
  for (const Role role : roles) mask = static_cast<std::uint8_t>(mask | bit(role));
  http::PermissionSet::Set names;
  for (const Permission& permission : kPermissions) {
    if ((permission.roles & mask) != 0) names.emplace(permission.name);
  }
  return http::PermissionSet(std::move(names));
}

}  // namespace holdfast::access

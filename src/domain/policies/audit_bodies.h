// What the audit log's entries about policies vouch for, worked out from the rows as they stand, so
// that `audit verify` sees a version's text, the choice of the active version or a mode changed
// behind the product's back.

#pragma once

#include "domain/audit/audit_log.h"
#include "domain/policies/types.h"

namespace holdfast::policies {

inline constexpr std::string_view kDrafted = "policy.drafted";
inline constexpr std::string_view kActivated = "policy.activated";
inline constexpr std::string_view kModesChanged = "policy.modes_changed";

// Bodies of the three acts.
Hash body_of_version(const StoredVersion& version);
Hash body_of_activation(const StoredVersion& version);
Hash body_of_modes(const Modes& modes, std::string_view reason);

void verify_policies_with(audit::AuditLog& log);

}  // namespace holdfast::policies

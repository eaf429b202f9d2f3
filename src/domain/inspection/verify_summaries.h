// Columns that say again what other rows say: a contact's counts and verdict, which are its
// messages', and a finding's feedback, which is the log's. Lists and charts show them, so whoever
// changes one behind the log's back must be found as well.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/audit/audit_log.h"
#include "platform/store/database.h"

namespace holdfast::inspection {

// The first contact that does not fit its messages, in words; nothing when all fit. A contact of
// which retention erased messages may say more than is left, never less.
Result<std::optional<std::string>> find_unfitting_contact(store::Reader& reader,
                                                          std::string_view tenant);

// The first finding whose feedback nobody gave, in words.
Result<std::optional<std::string>> find_unfitting_feedback(store::Reader& reader,
                                                           std::string_view tenant);

// Has AuditLog::verify() see feedback that was given and is gone.
void verify_feedback_with(audit::AuditLog& log);

}  // namespace holdfast::inspection

// What people did to access, kept twice: the act as a leaf of the audit log, its particulars as a
// record whose hash the leaf holds. Both in the transaction that does it.

#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "domain/access/types.h"
#include "domain/audit/audit_log.h"
#include "platform/store/database.h"

namespace holdfast::access {

// An act without particulars: signing in and out.
Result<> stage_act(store::Transaction& transaction, audit::AuditLog& audit, const Actor& actor,
                   std::string_view act, std::string subject);

// `record` is one JSON object with sorted members: ids, roles, scopes and the reason given.
Result<> stage_recorded_act(store::Transaction& transaction, audit::AuditLog& audit,
                            const Actor& actor, std::string_view act, std::string subject,
                            std::string_view record);

// Has AuditLog::verify() compare every record with its leaf.
void verify_records(audit::AuditLog& audit);

}  // namespace holdfast::access

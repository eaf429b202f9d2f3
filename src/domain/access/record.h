// What people did to access, kept twice: the act as a leaf of the audit log, its particulars as a
// record whose hash the leaf holds. Both in the transaction that does it.

#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "base/sha256.h"
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

// What acts about a person record: the roles as they stand after the act, and the reason given.
std::string record_of_person(const Person& person, std::string_view reason);

// What `key.created` records: enough that a key cannot be widened, prolonged or given another
// token.
std::string record_of_key(const ApiKey& key, const Hash& token);

// Has AuditLog::verify() compare every record with its leaf.
void verify_records(audit::AuditLog& audit);

}  // namespace holdfast::access

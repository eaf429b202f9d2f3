// Lets `holdfast audit verify` see changes behind the log: every row that a leaf vouches for is
// made into its record again.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/audit/audit_log.h"

namespace holdfast::inspection {

// Registers the body hashes of `inspection.decided` and `inspection.reprotected`, of
// `inspection.held` (the original of an item included, while it is held) and of the acts that end a
// hold. An older leaf about a message gives way to the newest one that the row names, which must
// itself stand in the log. A row that is gone must have been erased by retention, whose own leaf
// must stand in the log.
void verify_rows_with(audit::AuditLog& log);

// The other way round: a message that no entry vouches for was put there behind the log's back, a
// contact does not fit its messages, or a finding has feedback that nobody gave. Nothing when there
// is none.
Result<std::optional<std::string>> find_unvouched_row(store::Reader& reader,
                                                      std::string_view tenant);

}  // namespace holdfast::inspection

// The end of a hold: by a person who releases or rejects, or by time.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "domain/audit/audit_log.h"
#include "domain/inspection/rows.h"
#include "platform/store/database.h"

namespace holdfast::inspection {

// Writes what was decided (state, decided_by, decided_at, reason) to the item's row, drops the
// original, leaves an entry of this act and announces it as "held.<state>". Nothing when the item
// was not held any more: someone was first.
Result<std::optional<audit::Receipt>> end_hold(store::Transaction& transaction,
                                               audit::AuditLog& audit, IdSource& ids,
                                               std::string_view tenant, std::string_view act,
                                               const HeldRow& decided);

}  // namespace holdfast::inspection

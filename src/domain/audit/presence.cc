#include "domain/audit/presence.h"

#include <fmt/core.h>

#include "domain/audit/store.h"

namespace holdfast::audit {

Result<bool> stands_in_log(store::Reader& reader, std::string_view tenant, const Claim& claim) {
  const std::optional<Entry> entry = TRY(find_entry(reader, tenant, claim.entry));
  if (!entry) return is_staged(reader, tenant, claim.entry);
  return (claim.act.empty() || entry->act.act == claim.act) &&
         (claim.subject.empty() || entry->act.subject == claim.subject);
}

Result<bool> holds_deed(store::Reader& reader, std::string_view tenant, const Deed& deed) {
  for (const std::string_view table : {"audit_entry", "audit_staged"}) {
    const auto found = TRY(reader.query_integer(
        fmt::format("SELECT 1 FROM {} WHERE tenant = $1 AND subject = $2 AND actor = $3 "
                    "AND decision = $4 LIMIT 1",
                    table),
        {tenant, deed.subject, deed.actor, deed.decision}));
    if (found) return true;
  }
  return false;
}

}  // namespace holdfast::audit

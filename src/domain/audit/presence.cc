#include "domain/audit/presence.h"

#include "domain/audit/store.h"

namespace holdfast::audit {

Result<bool> stands_in_log(store::Reader& reader, std::string_view tenant, const Claim& claim) {
  const std::optional<Entry> entry = TRY(find_entry(reader, tenant, claim.entry));
  if (!entry) return is_staged(reader, tenant, claim.entry);
  return (claim.act.empty() || entry->act.act == claim.act) &&
         (claim.subject.empty() || entry->act.subject == claim.subject);
}

}  // namespace holdfast::audit

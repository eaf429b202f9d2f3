#include "domain/audit/presence.h"

#include "domain/audit/store.h"

namespace holdfast::audit {

Result<bool> stands_in_log(store::Reader& reader, std::string_view tenant, const Uuid& entry) {
  if (TRY(find_entry(reader, tenant, entry))) return true;
  return is_staged(reader, tenant, entry);
}

}  // namespace holdfast::audit

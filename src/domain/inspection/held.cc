#include "domain/inspection/held.h"

#include "base/json_writer.h"
#include "domain/inspection/store.h"
#include "platform/bus/bus.h"

namespace holdfast::inspection {

Result<std::optional<audit::Receipt>> end_hold(store::Transaction& transaction,
                                               audit::AuditLog& audit, IdSource& ids,
                                               std::string_view tenant, std::string_view act,
                                               const HeldRow& decided) {
  if (!TRY(decide_held(transaction, tenant, decided))) return std::optional<audit::Receipt>();
  const audit::Receipt receipt =
      TRY(audit.stage(transaction, {.tenant = std::string(tenant),
                                    .actor = decided.decided_by,
                                    .act = std::string(act),
                                    .subject = "message:" + to_string(decided.message),
                                    .decision = decided.state,
                                    .body_hash = sha256({as_bytes(decided.reason)})}));
  TRY(bus::Bus::publish(
      transaction,
      {.id = ids.next(),
       .tenant = std::string(tenant),
       .topic = "held." + decided.state,
       .at = decided.decided_at.value(),
       .body = JsonWriter().begin_object().member("message_id", decided.message).end().take()}));
  return std::optional(receipt);
}

}  // namespace holdfast::inspection

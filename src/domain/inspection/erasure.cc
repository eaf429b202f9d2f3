#include "domain/inspection/erasure.h"

#include "base/json_writer.h"
#include "domain/inspection/store.h"
#include "platform/bus/bus.h"

namespace holdfast::inspection {

Result<contacts::Erased> erase_customer(const CustomerErasureParts& parts,
                                        const contacts::ErasureOrder& order) {
  contacts::Erased erased;
  TRY(parts.database.write([&](store::Transaction& transaction) -> Result<> {
    erased = TRY(contacts::erase_customer(transaction, parts.contacts, order));
    for (const std::string& subject : erased.subjects) {
      TRY(erase_answers_of(transaction, order.tenant, subject));
    }
    return bus::Bus::publish(
        transaction,
        {.id = parts.ids.next(),
         .tenant = order.tenant,
         .topic = "customer.erased",
         .at = parts.clock.now(),
         .body = JsonWriter().begin_object().member("customer_id", erased.customer).end().take()});
  }));
  return erased;
}

}  // namespace holdfast::inspection

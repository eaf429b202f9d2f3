// Erasing a customer, as this module knows it: contacts erases, and the answers kept for repeated
// requests go too.

#pragma once

#include "base/clock.h"
#include "base/ids.h"
#include "domain/contacts/erasure.h"

namespace holdfast::inspection {

struct CustomerErasureParts {
  store::Database& database;
  const Clock& clock;
  IdSource& ids;
  contacts::ErasureParts contacts;
};

// In a transaction of its own; announced as "customer.erased". Refuses as contacts::erase_customer
// does. While a server runs, ask Inspections, which forgets what it remembers of the customer too.
Result<contacts::Erased> erase_customer(const CustomerErasureParts& parts,
                                        const contacts::ErasureOrder& order);

}  // namespace holdfast::inspection

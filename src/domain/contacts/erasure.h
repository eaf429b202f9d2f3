// Erasing a customer: the keys go, and with them all that was sealed for the customer, wherever
// copies of it lie.
//
// The customer's contacts stay as numbers (when, how many, which verdicts), but no system's id
// leads to them any more: whoever comes back is a new customer in a new contact. The log still
// verifies, because its entries hold hashes of sealed bytes, which stay.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "domain/audit/audit_log.h"
#include "domain/contacts/contact.h"
#include "platform/crypto/keyring.h"
#include "platform/store/database.h"

namespace holdfast::contacts {

// Erases within a transaction.
struct ErasureParts {
  const crypto::MasterKeys& keys;
  crypto::Keyring& keyring;
  audit::AuditLog& audit;
};

struct ErasureOrder {
  std::string tenant;
  std::string actor;
  std::string customer;  // the external id
  std::string reason;    // 3 to 500 bytes; stays for good, so it should name nobody
};

struct Erased {
  Uuid customer;
  std::vector<Contact> contacts;      // as they were
  std::vector<std::string> subjects;  // whose keys were destroyed
  audit::Receipt receipt;             // of the customer's entry
};

// Destroys the customer's key and those of contacts that opened before their customer was known,
// and leaves a `subject.erased` entry for each. NotFound: no such customer, or erased before.
Result<Erased> erase_customer(store::Transaction& transaction, const ErasureParts& parts,
                              const ErasureOrder& order);

// For a subject whose key was destroyed: forgets ids that lead to it, and leaves the entry.
struct ErasedSubject {
  std::string_view tenant, actor, subject, reason;
};
Result<audit::Receipt> record_erasure(store::Transaction& transaction, audit::AuditLog& audit,
                                      const ErasedSubject& erased);

// Has AuditLog::verify() compare each entry's reason with what is stored.
void verify_erasures_with(audit::AuditLog& log);

}  // namespace holdfast::contacts

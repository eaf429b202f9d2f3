#include "domain/contacts/erasure.h"

#include <algorithm>
#include <optional>

#include "domain/contacts/store.h"
#include "domain/contacts/views.h"

namespace holdfast::contacts {
namespace {

constexpr std::string_view kAct = "subject.erased";
constexpr std::string_view kCustomer = "customer:";
constexpr std::string_view kContact = "contact:";
constexpr std::size_t kReasonBytesMin = 3;
constexpr std::size_t kReasonBytesMax = 500;

Result<> forget(store::Transaction& transaction, std::string_view tenant,
                std::string_view subject) {
  if (subject.starts_with(kCustomer)) {
    const Uuid customer = TRY(parse_uuid(subject.substr(kCustomer.size())));
    return forget_customer(transaction, tenant, customer);
  }
  if (subject.starts_with(kContact)) {
    return forget_contact(transaction, tenant, TRY(parse_uuid(subject.substr(kContact.size()))));
  }
  return {};
}

Result<Hash> hash_of_erasure(store::Reader& reader, const audit::Entry& entry) {
  std::optional<Hash> hash;
  TRY(reader.query(
      "SELECT reason FROM contact_erasure WHERE entry_id = $1 AND tenant_id = $2 AND subject = $3 "
      "AND erased_by = $4",
      {Bytes(entry.id.bytes), entry.act.tenant, entry.act.subject, entry.act.actor},
      [&hash](const store::Row& row) {
        hash = sha256({as_bytes(row.text(0))});
        return false;
      }));
  if (!hash) {
    return Error{ErrorCode::Corrupted, "what was recorded of the erasure was changed or removed"};
  }
  return *hash;
}

}  // namespace

Result<audit::Receipt> record_erasure(store::Transaction& transaction, audit::AuditLog& audit,
                                      const ErasedSubject& erased) {
  TRY(forget(transaction, erased.tenant, erased.subject));
  const audit::Receipt receipt =
      TRY(audit.stage(transaction, {.tenant = std::string(erased.tenant),
                                    .actor = std::string(erased.actor),
                                    .act = std::string(kAct),
                                    .subject = std::string(erased.subject),
                                    .decision = "erased",
                                    .policy_version = "",
                                    .body_hash = sha256({as_bytes(erased.reason)})}));
  TRY(transaction.execute(
      "INSERT INTO contact_erasure (entry_id, tenant_id, subject, erased_by, reason) "
      "VALUES ($1, $2, $3, $4, $5)",
      {Bytes(receipt.entry.bytes), erased.tenant, erased.subject, erased.actor, erased.reason}));
  return receipt;
}

Result<Erased> erase_customer(store::Transaction& transaction, const ErasureParts& parts,
                              const ErasureOrder& order) {
  if (order.reason.size() < kReasonBytesMin || order.reason.size() > kReasonBytesMax) {
    return Error{ErrorCode::InvalidInput, "reason: expected 3 to 500 bytes"};
  }
  const Hash index = customer_index(parts.keys, order.tenant, order.customer);
  const auto customer = TRY(find_customer(transaction, order.tenant, index));
  if (!customer) return Error{ErrorCode::NotFound, "no customer has this id, or it was erased"};

  Erased erased{.customer = *customer};
  erased.contacts = TRY(contacts_of(transaction, order.tenant, *customer));
  erased.subjects.push_back(std::string(kCustomer) + to_string(*customer));
  for (const Contact& contact : erased.contacts) {
    // Its own where it opened before the customer was known.
    if (std::ranges::find(erased.subjects, contact.subject) == erased.subjects.end()) {
      erased.subjects.push_back(contact.subject);
    }
  }
  TRY(parts.keyring.destroy(transaction, order.tenant, erased.subjects));
  for (const std::string& subject : erased.subjects) {
    const audit::Receipt receipt = TRY(record_erasure(transaction, parts.audit,
                                                      {.tenant = order.tenant,
                                                       .actor = order.actor,
                                                       .subject = subject,
                                                       .reason = order.reason}));
    if (subject == erased.subjects.front()) erased.receipt = receipt;
  }
  return erased;
}

void verify_erasures_with(audit::AuditLog& log) {
  log.verify_bodies_with(std::string(kAct), hash_of_erasure);
}

}  // namespace holdfast::contacts

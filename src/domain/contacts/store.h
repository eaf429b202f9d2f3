// Contacts' and customers' rows. Every function works inside the caller's transaction or snapshot.

#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "domain/contacts/contact.h"
#include "platform/store/database.h"

namespace holdfast::contacts {

struct StoredContact {
  Contact contact;
  ByteVector state;  // sealed, empty when there is none
};

Result<std::optional<StoredContact>> find_by_id(store::Reader& reader, std::string_view tenant,
                                                const Uuid& id);
Result<std::optional<Uuid>> find_id(store::Reader& reader, std::string_view tenant,
                                    std::string_view channel, std::string_view external_id);

// Inserts when contact.revision is 0, else updates the row that has this revision; the row's
// revision is one more afterwards. Conflict: another node was first, so load it again.
Result<> save(store::Transaction& transaction, const Contact& contact, Bytes sealed_state);

Result<std::optional<Uuid>> find_customer(store::Reader& reader, std::string_view tenant,
                                          Bytes external_index);
struct NewCustomer {
  Uuid id;
  Bytes external_index;
  Bytes sealed_external_id;
  Timestamp created_at;
};
// What the customer's external id is sealed with, besides the key of the subject
// `customer_subject`.
std::string customer_seal_context(const Uuid& customer);
std::string customer_subject(const Uuid& customer);
// The customer's external id as it is stored: sealed. Nothing when there is no such customer.
Result<std::optional<ByteVector>> sealed_customer_id(store::Reader& reader, std::string_view tenant,
                                                     const Uuid& customer);
// Conflict: another transaction made the same customer first.
Result<> insert_customer(store::Transaction& transaction, std::string_view tenant,
                         const NewCustomer& customer);

Result<bool> customer_exists(store::Reader& reader, std::string_view tenant, const Uuid& customer);

// The same within a write; the customer is then not erased before the transaction ends.
Result<bool> pin_customer(store::Transaction& transaction, std::string_view tenant,
                          const Uuid& customer);

// All contacts of one customer, with or without a key of their own.
Result<std::vector<Contact>> contacts_of(store::Reader& reader, std::string_view tenant,
                                         const Uuid& customer);

// After an erasure: no external id leads to the customer or to the contact any more, and nothing of
// the conversation stays. A message that is under way for such a contact finds it changed.
Result<> forget_customer(store::Transaction& transaction, std::string_view tenant,
                         const Uuid& customer);
Result<> forget_contact(store::Transaction& transaction, std::string_view tenant,
                        const Uuid& contact);

struct ContactFilter {
  std::string channel, queue, agent, finding_type;  // "" does not filter
  std::optional<Uuid> customer;
  std::optional<decide::Verdict> verdict, verdict_min;
  std::optional<Timestamp> from, to;  // opened at or after, before
  std::optional<Uuid> before;         // the page's cursor: contacts opened before this one
  std::size_t limit = 50;
};
// The newest first, at most `limit`.
Result<std::vector<Contact>> list(store::Reader& reader, std::string_view tenant,
                                  const ContactFilter& filter);

// Agents' external ids, for turning a pseudonym back into rows.
Result<std::vector<std::string>> agents(store::Reader& reader, std::string_view tenant);

// Retention: contacts whose last message is older and that were recorded before `first_kept`.
// Returns how many.
Result<std::int64_t> erase_before(store::Transaction& transaction, std::string_view tenant,
                                  Timestamp cutoff, const Uuid& first_kept);

// Retention: what the conversations left behind in `limit` contacts that are that old. Returns how
// many there were.
Result<std::int64_t> erase_states_before(store::Transaction& transaction, std::string_view tenant,
                                         Timestamp cutoff, const Uuid& first_kept,
                                         std::int64_t limit);

// The schema steps of this module, for Database::migrate.
std::vector<store::Migration> migrations();

}  // namespace holdfast::contacts

#include "domain/contacts/store.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/embedded.h"
#include "platform/store/conditions.h"
#include "platform/store/uuid_column.h"

namespace holdfast {
extern const EmbeddedFile contacts_schema[];
extern const std::size_t contacts_schema_count;
}  // namespace holdfast

namespace holdfast::contacts {
namespace {

using store::bytes_or_null;
using store::Conditions;
using store::Row;
using store::text_or_null;
using store::uuid_from;
using store::Value;

constexpr std::string_view kColumns =
    "contact_id, external_id, channel, queue, agent, customer_id, opened_at_ms, "
    "last_message_at_ms, "
    "message_count, finding_count, verdict, severity, finding_types, revision, subject";

std::vector<std::string> split_types(std::string_view joined) {
  std::vector<std::string> types;
  while (!joined.empty()) {
    const std::size_t space = joined.find(' ');
    const std::string_view word = joined.substr(0, space);
    if (!word.empty()) types.emplace_back(word);
    if (space == std::string_view::npos) break;
    joined.remove_prefix(space + 1);
  }
  return types;
}

// Spaces around every type, so that a LIKE for " phone " finds whole names only.
std::string join_types(const std::vector<std::string>& types) {
  std::string joined = " ";
  for (const std::string& type : types) joined += type + ' ';
  return joined;
}

Contact contact_from(const Row& row, std::string_view tenant) {
  Contact contact;
  contact.id = uuid_from(row, 0);
  contact.tenant = tenant;
  contact.external_id = row.string(1);
  contact.channel = row.string(2);
  contact.queue = row.string(3);
  contact.agent = row.string(4);
  if (!row.is_null(5)) contact.customer = uuid_from(row, 5);
  contact.opened_at = from_ms(row.integer(6));
  contact.last_message_at = from_ms(row.integer(7));
  contact.message_count = row.integer(8);
  contact.finding_count = row.integer(9);
  contact.verdict = static_cast<decide::Verdict>(row.integer(10));
  contact.severity = static_cast<decide::Severity>(row.integer(11));
  contact.finding_types = split_types(row.text(12));
  contact.revision = row.integer(13);
  contact.subject = row.string(14);
  return contact;
}

Value uuid_or_null(const std::optional<Uuid>& id) {
  return id ? Value(Bytes(id->bytes)) : Value(nullptr);
}

Result<> insert(store::Transaction& transaction, const Contact& contact, Bytes sealed_state) {
  const std::string types = join_types(contact.finding_types);
  TRY(transaction.execute(
      "INSERT INTO contact (contact_id, external_id, channel, queue, agent, customer_id, "
      "opened_at_ms, last_message_at_ms, message_count, finding_count, verdict, severity, "
      "finding_types, revision, state, tenant_id, subject) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $15, $16)",
      {Bytes(contact.id.bytes), text_or_null(contact.external_id), contact.channel,
       text_or_null(contact.queue), text_or_null(contact.agent), uuid_or_null(contact.customer),
       to_ms(contact.opened_at), to_ms(contact.last_message_at), contact.message_count,
       contact.finding_count, static_cast<std::int64_t>(contact.verdict),
       static_cast<std::int64_t>(contact.severity), types, bytes_or_null(sealed_state),
       contact.tenant, contact.subject}));
  return {};
}

}  // namespace

Result<std::optional<StoredContact>> find_by_id(store::Reader& reader, std::string_view tenant,
                                                const Uuid& id) {
  std::optional<StoredContact> found;
  TRY(reader.query(
      "SELECT contact_id, external_id, channel, queue, agent, customer_id, opened_at_ms, "
      "last_message_at_ms, message_count, finding_count, verdict, severity, finding_types, "
      "revision, subject, state FROM contact WHERE contact_id = $1 AND tenant_id = $2",
      {Bytes(id.bytes), tenant}, [&](const Row& row) {
        found =
            StoredContact{.contact = contact_from(row, tenant), .state = to_vector(row.blob(15))};
        return false;
      }));
  return found;
}

Result<std::optional<Uuid>> find_id(store::Reader& reader, std::string_view tenant,
                                    std::string_view channel, std::string_view external_id) {
  std::optional<Uuid> found;
  TRY(reader.query(
      "SELECT contact_id FROM contact WHERE tenant_id = $1 AND channel = $2 AND external_id = $3",
      {tenant, channel, external_id}, [&](const Row& row) {
        found = uuid_from(row, 0);
        return false;
      }));
  return found;
}

Result<> save(store::Transaction& transaction, const Contact& contact, Bytes sealed_state) {
  if (contact.revision == 0) return insert(transaction, contact, sealed_state);
  const std::string types = join_types(contact.finding_types);
  const std::int64_t rows = TRY(transaction.execute(
      "UPDATE contact SET queue = $1, agent = $2, last_message_at_ms = $3, message_count = $4, "
      "finding_count = $5, verdict = $6, severity = $7, finding_types = $8, state = $9, "
      "customer_id = $10, revision = revision + 1 "
      "WHERE contact_id = $11 AND tenant_id = $12 AND revision = $13",
      {text_or_null(contact.queue), text_or_null(contact.agent), to_ms(contact.last_message_at),
       contact.message_count, contact.finding_count, static_cast<std::int64_t>(contact.verdict),
       static_cast<std::int64_t>(contact.severity), types, bytes_or_null(sealed_state),
       uuid_or_null(contact.customer), Bytes(contact.id.bytes), contact.tenant, contact.revision}));
  if (rows != 1) return Error{ErrorCode::Conflict, "the contact was changed by another server"};
  return {};
}

Result<std::optional<Uuid>> find_customer(store::Reader& reader, std::string_view tenant,
                                          Bytes external_index) {
  std::optional<Uuid> found;
  TRY(reader.query(
      "SELECT customer_id FROM contact_customer WHERE tenant_id = $1 AND external_index = $2",
      {tenant, external_index}, [&](const Row& row) {
        found = uuid_from(row, 0);
        return false;
      }));
  return found;
}

std::string customer_seal_context(const Uuid& customer) {
  return "contact.customer:" + to_string(customer);
}

std::string customer_subject(const Uuid& customer) { return "customer:" + to_string(customer); }

Result<std::optional<ByteVector>> sealed_customer_id(store::Reader& reader, std::string_view tenant,
                                                     const Uuid& customer) {
  std::optional<ByteVector> sealed;
  TRY(reader.query(
      "SELECT external_id FROM contact_customer WHERE tenant_id = $1 AND customer_id = $2",
      {tenant, Bytes(customer.bytes)}, [&](const Row& row) {
        sealed = to_vector(row.blob(0));
        return false;
      }));
  return sealed;
}

Result<> insert_customer(store::Transaction& transaction, std::string_view tenant,
                         const NewCustomer& customer) {
  TRY(transaction.execute(
      "INSERT INTO contact_customer (customer_id, tenant_id, external_index, external_id, "
      "created_at_ms) VALUES ($1, $2, $3, $4, $5)",
      {Bytes(customer.id.bytes), tenant, customer.external_index, customer.sealed_external_id,
       to_ms(customer.created_at)}));
  return {};
}

Result<bool> customer_exists(store::Reader& reader, std::string_view tenant, const Uuid& customer) {
  const auto found = TRY(reader.query_integer(
      "SELECT 1 FROM contact_customer WHERE customer_id = $1 AND tenant_id = $2",
      {Bytes(customer.bytes), tenant}));
  return found.has_value();
}

Result<bool> pin_customer(store::Transaction& transaction, std::string_view tenant,
                          const Uuid& customer) {
  // Writing the row, though nothing changes, makes an erasure at the same time wait or start anew.
  const std::int64_t rows = TRY(transaction.execute(
      "UPDATE contact_customer SET created_at_ms = created_at_ms WHERE customer_id = $1 "
      "AND tenant_id = $2",
      {Bytes(customer.bytes), tenant}));
  return rows == 1;
}

Result<std::vector<Contact>> contacts_of(store::Reader& reader, std::string_view tenant,
                                         const Uuid& customer) {
  std::vector<Contact> contacts;
  TRY(reader.query(fmt::format("SELECT {} FROM contact WHERE customer_id = $1 AND tenant_id = $2 "
                               "ORDER BY contact_id",
                               kColumns),
                   {Bytes(customer.bytes), tenant}, [&](const Row& row) {
                     contacts.push_back(contact_from(row, tenant));
                     return true;
                   }));
  return contacts;
}

Result<> forget_customer(store::Transaction& transaction, std::string_view tenant,
                         const Uuid& customer) {
  TRY(transaction.execute("DELETE FROM contact_customer WHERE customer_id = $1 AND tenant_id = $2",
                          {Bytes(customer.bytes), tenant}));
  TRY(transaction.execute(
      "UPDATE contact SET external_id = NULL, state = NULL, revision = revision + 1 "
      "WHERE customer_id = $1 AND tenant_id = $2",
      {Bytes(customer.bytes), tenant}));
  return {};
}

Result<> forget_contact(store::Transaction& transaction, std::string_view tenant,
                        const Uuid& contact) {
  TRY(transaction.execute(
      "UPDATE contact SET external_id = NULL, state = NULL, revision = revision + 1 "
      "WHERE contact_id = $1 AND tenant_id = $2",
      {Bytes(contact.bytes), tenant}));
  return {};
}

Result<std::vector<Contact>> list(store::Reader& reader, std::string_view tenant,
                                  const ContactFilter& filter) {
  // LIKE would take a per cent sign for any type.
  if (filter.finding_type.find('%') != std::string::npos) return std::vector<Contact>();
  const std::string type_pattern = "% " + filter.finding_type + " %";
  Conditions where;
  where.add("tenant_id =", tenant);
  if (!filter.channel.empty()) where.add("channel =", filter.channel);
  if (!filter.queue.empty()) where.add("queue =", filter.queue);
  if (!filter.agent.empty()) where.add("agent =", filter.agent);
  if (filter.customer) where.add("customer_id =", Bytes(filter.customer->bytes));
  if (filter.verdict) where.add("verdict =", static_cast<std::int64_t>(*filter.verdict));
  if (filter.verdict_min) where.add("verdict >=", static_cast<std::int64_t>(*filter.verdict_min));
  if (!filter.finding_type.empty()) where.add("finding_types LIKE", type_pattern);
  if (filter.from) where.add("opened_at_ms >=", to_ms(*filter.from));
  if (filter.to) where.add("opened_at_ms <", to_ms(*filter.to));
  if (filter.before) {
    where.add_older("contact", "opened_at_ms", "contact_id", Bytes(filter.before->bytes));
  }

  const std::string sql = fmt::format(
      "SELECT {} FROM contact WHERE TRUE{} ORDER BY opened_at_ms DESC, contact_id DESC LIMIT {}",
      kColumns, where.text(), filter.limit);
  std::vector<Contact> contacts;
  TRY(reader.query(sql, where.values(), [&](const Row& row) {
    contacts.push_back(contact_from(row, tenant));
    return true;
  }));
  return contacts;
}

Result<std::vector<std::string>> agents(store::Reader& reader, std::string_view tenant) {
  std::vector<std::string> found;
  TRY(reader.query("SELECT DISTINCT agent FROM contact WHERE tenant_id = $1 AND agent IS NOT NULL",
                   {tenant}, [&](const Row& row) {
                     found.push_back(row.string(0));
                     return true;
                   }));
  return found;
}

Result<std::int64_t> erase_before(store::Transaction& transaction, std::string_view tenant,
                                  Timestamp cutoff, const Uuid& first_kept) {
  return transaction.execute(
      "DELETE FROM contact WHERE tenant_id = $1 AND last_message_at_ms < $2 AND contact_id < $3",
      {tenant, to_ms(cutoff), Bytes(first_kept.bytes)});
}

Result<std::int64_t> erase_states_before(store::Transaction& transaction, std::string_view tenant,
                                         Timestamp cutoff, const Uuid& first_kept,
                                         std::int64_t limit) {
  // One revision more: a server that still remembers the conversation reads the contact again.
  return transaction.execute(
      "UPDATE contact SET state = NULL, revision = revision + 1 WHERE contact_id IN "
      "(SELECT contact_id FROM contact WHERE tenant_id = $1 AND last_message_at_ms < $2 "
      "AND contact_id < $3 AND state IS NOT NULL LIMIT $4)",
      {tenant, to_ms(cutoff), Bytes(first_kept.bytes), limit});
}

std::vector<store::Migration> migrations() {
  return store::migrations_from("domain/contacts", contacts_schema, contacts_schema_count);
}

}  // namespace holdfast::contacts

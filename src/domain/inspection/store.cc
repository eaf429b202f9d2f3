#include "domain/inspection/store.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/check.h"
#include "base/embedded.h"
#include "platform/store/conditions.h"
#include "platform/store/uuid_column.h"

namespace holdfast {
extern const EmbeddedFile inspection_schema[];
extern const std::size_t inspection_schema_count;
}  // namespace holdfast

namespace holdfast::inspection {
namespace {

using store::bytes_or_null;
using store::Conditions;
using store::Row;
using store::text_or_null;
using store::uuid_from;
using store::Value;

constexpr std::string_view kMessageColumns =
    "message_id, contact_id, ordinal, external_id, at_ms, channel, direction, sender_role, queue, "
    "verdict, severity, rule, policy_version, hits, facts, is_exposed, finding_count, content, "
    "content_hash, entry_id, leaf_hash";

constexpr std::string_view kFindingColumns =
    "finding_id, type, category, part, begin_byte, end_byte, stored_begin, stored_end, confidence, "
    "masked, digest, entity, evidence, feedback";

constexpr std::string_view kHeldColumns =
    "message_id, contact_id, channel, held_at_ms, expires_at_ms, state, original, rule, severity, "
    "finding_types, decided_by, decided_at_ms, reason, original_hash";

Hash hash_from(const Row& row, int column) {
  const Bytes bytes = row.blob(column);
  Hash hash;
  CHECK(bytes.size() == hash.size());
  std::ranges::copy(bytes, hash.begin());
  return hash;
}

std::uint32_t position_from(const Row& row, int column) {
  return static_cast<std::uint32_t>(row.integer(column));
}

MessageRow message_from(const Row& row, std::string_view tenant) {
  MessageRow message;
  message.tenant = tenant;
  message.id = uuid_from(row, 0);
  message.contact = uuid_from(row, 1);
  message.ordinal = row.integer(2);
  message.external_id = row.string(3);
  message.at = from_ms(row.integer(4));
  message.channel = row.string(5);
  message.direction = row.string(6);
  message.sender_role = row.string(7);
  message.queue = row.string(8);
  message.verdict = static_cast<decide::Verdict>(row.integer(9));
  message.severity = static_cast<decide::Severity>(row.integer(10));
  message.rule = row.string(11);
  message.policy_version = row.string(12);
  message.hits = row.string(13);
  message.facts = row.string(14);
  message.is_exposed = row.integer(15) != 0;
  message.finding_count = row.integer(16);
  message.content = to_vector(row.blob(17));
  message.content_hash = hash_from(row, 18);
  message.entry = uuid_from(row, 19);
  message.leaf_hash = hash_from(row, 20);
  return message;
}

FindingRow finding_from(const Row& row) {
  FindingRow finding;
  finding.id = uuid_from(row, 0);
  finding.type = row.string(1);
  finding.category = row.string(2);
  finding.part = position_from(row, 3);
  finding.begin = position_from(row, 4);
  finding.end = position_from(row, 5);
  finding.stored_begin = position_from(row, 6);
  finding.stored_end = position_from(row, 7);
  finding.confidence = row.real(8);
  finding.masked = row.string(9);
  finding.digest = row.string(10);
  finding.entity = position_from(row, 11);
  finding.evidence = row.string(12);
  finding.feedback = row.string(13);
  return finding;
}

HeldRow held_from(const Row& row) {
  HeldRow held;
  held.message = uuid_from(row, 0);
  held.contact = uuid_from(row, 1);
  held.channel = row.string(2);
  held.held_at = from_ms(row.integer(3));
  held.expires_at = from_ms(row.integer(4));
  held.state = row.string(5);
  held.original = to_vector(row.blob(6));
  held.rule = row.string(7);
  held.severity = static_cast<decide::Severity>(row.integer(8));
  held.finding_types = row.string(9);
  held.decided_by = row.string(10);
  if (!row.is_null(11)) held.decided_at = from_ms(row.integer(11));
  held.reason = row.string(12);
  if (!row.is_null(13)) held.original_hash = hash_from(row, 13);
  return held;
}

Result<std::vector<MessageRow>> select_messages(store::Reader& reader, std::string_view tenant,
                                                std::string_view condition,
                                                std::initializer_list<Value> parameters) {
  std::vector<MessageRow> messages;
  TRY(reader.query(
      fmt::format("SELECT {} FROM inspection_message WHERE {}", kMessageColumns, condition),
      parameters, [&](const Row& row) {
        messages.push_back(message_from(row, tenant));
        return true;
      }));
  return messages;
}

std::optional<MessageRow> first_of(std::vector<MessageRow> messages) {
  if (messages.empty()) return std::nullopt;
  return std::move(messages.front());
}

}  // namespace

Result<> insert_message(store::Transaction& transaction, const MessageRow& message,
                        std::span<const FindingRow> findings) {
  TRY(transaction.execute(
      "INSERT INTO inspection_message (message_id, contact_id, ordinal, external_id, at_ms, "
      "channel, direction, sender_role, queue, verdict, severity, rule, policy_version, hits, "
      "facts, is_exposed, finding_count, content, content_hash, entry_id, leaf_hash, tenant_id) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
      "$19, $20, $21, $22)",
      {Bytes(message.id.bytes),
       Bytes(message.contact.bytes),
       message.ordinal,
       text_or_null(message.external_id),
       to_ms(message.at),
       message.channel,
       message.direction,
       message.sender_role,
       text_or_null(message.queue),
       static_cast<std::int64_t>(message.verdict),
       static_cast<std::int64_t>(message.severity),
       text_or_null(message.rule),
       text_or_null(message.policy_version),
       message.hits,
       message.facts,
       static_cast<std::int64_t>(message.is_exposed),
       message.finding_count,
       bytes_or_null(message.content),
       Bytes(message.content_hash),
       Bytes(message.entry.bytes),
       Bytes(message.leaf_hash),
       message.tenant}));
  for (const FindingRow& finding : findings) TRY(insert_finding(transaction, message, finding));
  return {};
}

Result<> update_message(store::Transaction& transaction, const MessageRow& message) {
  TRY(transaction.execute(
      "UPDATE inspection_message SET verdict = $1, severity = $2, finding_count = $3, "
      "content = $4, content_hash = $5, entry_id = $6, leaf_hash = $7, rule = $8, "
      "policy_version = $9, hits = $10 WHERE message_id = $11",
      {static_cast<std::int64_t>(message.verdict), static_cast<std::int64_t>(message.severity),
       message.finding_count, bytes_or_null(message.content), Bytes(message.content_hash),
       Bytes(message.entry.bytes), Bytes(message.leaf_hash), text_or_null(message.rule),
       text_or_null(message.policy_version), message.hits, Bytes(message.id.bytes)}));
  return {};
}

Result<> insert_finding(store::Transaction& transaction, const MessageRow& message,
                        const FindingRow& finding) {
  TRY(transaction.execute(
      "INSERT INTO inspection_finding (finding_id, tenant_id, message_id, contact_id, at_ms, "
      "channel, type, category, part, begin_byte, end_byte, stored_begin, stored_end, confidence, "
      "masked, digest, entity, evidence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
      "$12, $13, $14, $15, $16, $17, $18)",
      {Bytes(finding.id.bytes), message.tenant, Bytes(message.id.bytes),
       Bytes(message.contact.bytes), to_ms(message.at), message.channel, finding.type,
       finding.category, std::int64_t{finding.part}, std::int64_t{finding.begin},
       std::int64_t{finding.end}, std::int64_t{finding.stored_begin},
       std::int64_t{finding.stored_end}, finding.confidence, finding.masked, finding.digest,
       std::int64_t{finding.entity}, finding.evidence}));
  return {};
}

Result<> move_finding(store::Transaction& transaction, const FindingRow& finding) {
  TRY(transaction.execute(
      "UPDATE inspection_finding SET stored_begin = $1, stored_end = $2 WHERE finding_id = $3",
      {std::int64_t{finding.stored_begin}, std::int64_t{finding.stored_end},
       Bytes(finding.id.bytes)}));
  return {};
}

Result<> set_feedback(store::Transaction& transaction, const Uuid& finding,
                      std::string_view feedback) {
  TRY(transaction.execute("UPDATE inspection_finding SET feedback = $1 WHERE finding_id = $2",
                          {feedback, Bytes(finding.bytes)}));
  return {};
}

Result<std::optional<MessageRow>> find_message(store::Reader& reader, std::string_view tenant,
                                               const Uuid& id) {
  return first_of(TRY(select_messages(reader, tenant, "message_id = $1 AND tenant_id = $2",
                                      {Bytes(id.bytes), tenant})));
}

Result<std::optional<MessageRow>> find_message_at(store::Reader& reader, std::string_view tenant,
                                                  const Uuid& contact, std::int64_t ordinal) {
  return first_of(
      TRY(select_messages(reader, tenant, "contact_id = $1 AND ordinal = $2 AND tenant_id = $3",
                          {Bytes(contact.bytes), ordinal, tenant})));
}

Result<std::vector<MessageRow>> list_messages(store::Reader& reader, std::string_view tenant,
                                              const Uuid& contact, std::int64_t ordinal,
                                              std::size_t limit) {
  return select_messages(
      reader, tenant,
      "contact_id = $1 AND ordinal >= $2 AND tenant_id = $3 ORDER BY ordinal LIMIT $4",
      {Bytes(contact.bytes), ordinal, tenant, static_cast<std::int64_t>(limit)});
}

Result<std::vector<FindingRow>> findings_of(store::Reader& reader, const Uuid& message) {
  std::vector<FindingRow> findings;
  TRY(reader.query(
      "SELECT finding_id, type, category, part, begin_byte, end_byte, stored_begin, stored_end, "
      "confidence, masked, digest, entity, evidence, feedback FROM inspection_finding "
      "WHERE message_id = $1 ORDER BY finding_id",
      {Bytes(message.bytes)}, [&](const Row& row) {
        findings.push_back(finding_from(row));
        return true;
      }));
  return findings;
}

Result<std::vector<FindingWithPlace>> list_findings(store::Reader& reader, std::string_view tenant,
                                                    const FindingFilter& filter) {
  Conditions where;
  where.add("tenant_id =", tenant);
  if (!filter.type.empty()) where.add("type =", filter.type);
  if (!filter.category.empty()) where.add("category =", filter.category);
  if (!filter.channel.empty()) where.add("channel =", filter.channel);
  if (filter.contact) where.add("contact_id =", Bytes(filter.contact->bytes));
  if (filter.id) where.add("finding_id =", Bytes(filter.id->bytes));
  if (filter.confidence_min) where.add("confidence >=", *filter.confidence_min);
  if (filter.from) where.add("at_ms >=", to_ms(*filter.from));
  if (filter.to) where.add("at_ms <", to_ms(*filter.to));
  if (filter.before) {
    where.add_older("inspection_finding", "at_ms", "finding_id", Bytes(filter.before->bytes));
  }

  std::vector<FindingWithPlace> findings;
  TRY(reader.query(
      fmt::format("SELECT {}, message_id, contact_id, at_ms, channel FROM inspection_finding "
                  "WHERE TRUE{} ORDER BY at_ms DESC, finding_id DESC LIMIT {}",
                  kFindingColumns, where.text(), filter.limit),
      where.values(), [&](const Row& row) {
        findings.push_back({.finding = finding_from(row),
                            .message = uuid_from(row, 14),
                            .contact = uuid_from(row, 15),
                            .at = from_ms(row.integer(16)),
                            .channel = row.string(17)});
        return true;
      }));
  return findings;
}

Result<> insert_held(store::Transaction& transaction, std::string_view tenant,
                     const HeldRow& held) {
  TRY(transaction.execute(
      "INSERT INTO inspection_held (message_id, tenant_id, contact_id, channel, held_at_ms, "
      "expires_at_ms, state, original, rule, severity, finding_types, original_hash) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {Bytes(held.message.bytes), tenant, Bytes(held.contact.bytes), held.channel,
       to_ms(held.held_at), to_ms(held.expires_at), held.state, bytes_or_null(held.original),
       text_or_null(held.rule), static_cast<std::int64_t>(held.severity), held.finding_types,
       Bytes(held.original_hash)}));
  return {};
}

Result<std::optional<HeldRow>> find_held(store::Reader& reader, std::string_view tenant,
                                         const Uuid& message) {
  std::optional<HeldRow> found;
  TRY(reader.query(fmt::format("SELECT {} FROM inspection_held WHERE message_id = $1 AND "
                               "tenant_id = $2",
                               kHeldColumns),
                   {Bytes(message.bytes), tenant}, [&](const Row& row) {
                     found = held_from(row);
                     return false;
                   }));
  return found;
}

Result<std::vector<HeldRow>> list_held(store::Reader& reader, std::string_view tenant,
                                       const HeldFilter& filter) {
  Conditions where;
  where.add("tenant_id =", tenant);
  if (!filter.state.empty()) where.add("state =", filter.state);
  if (filter.before) {
    where.add_older("inspection_held", "held_at_ms", "message_id", Bytes(filter.before->bytes));
  }
  std::vector<HeldRow> items;
  TRY(reader.query(fmt::format("SELECT {} FROM inspection_held WHERE TRUE{} "
                               "ORDER BY held_at_ms DESC, message_id DESC LIMIT {}",
                               kHeldColumns, where.text(), filter.limit),
                   where.values(), [&](const Row& row) {
                     items.push_back(held_from(row));
                     return true;
                   }));
  return items;
}

Result<std::vector<Uuid>> due_holds(store::Reader& reader, std::string_view tenant, Timestamp now,
                                    std::size_t limit) {
  std::vector<Uuid> due;
  TRY(
      reader.query("SELECT message_id FROM inspection_held WHERE tenant_id = $1 AND state = 'held' "
                   "AND expires_at_ms <= $2 ORDER BY expires_at_ms LIMIT $3",
                   {tenant, to_ms(now), static_cast<std::int64_t>(limit)}, [&](const Row& row) {
                     due.push_back(uuid_from(row, 0));
                     return true;
                   }));
  return due;
}

Result<bool> decide_held(store::Transaction& transaction, std::string_view tenant,
                         const HeldRow& held) {
  const std::int64_t rows = TRY(transaction.execute(
      "UPDATE inspection_held SET state = $1, original = NULL, decided_by = $2, "
      "decided_at_ms = $3, reason = $4 WHERE message_id = $5 AND tenant_id = $6 AND state = 'held'",
      {held.state, text_or_null(held.decided_by), to_ms(held.decided_at.value()),
       text_or_null(held.reason), Bytes(held.message.bytes), tenant}));
  return rows == 1;
}

Result<std::optional<StoredAnswer>> find_answer(store::Reader& reader, std::string_view tenant,
                                                const Hash& key_hash) {
  std::optional<StoredAnswer> found;
  TRY(
      reader.query("SELECT request_hash, subject, answer FROM inspection_idempotency "
                   "WHERE tenant_id = $1 AND key_hash = $2",
                   {tenant, Bytes(key_hash)}, [&](const Row& row) {
                     found = StoredAnswer{.request_hash = hash_from(row, 0),
                                          .subject = row.string(1),
                                          .answer = to_vector(row.blob(2))};
                     return false;
                   }));
  return found;
}

Result<> insert_answer(store::Transaction& transaction, std::string_view tenant,
                       const Hash& key_hash, const StoredAnswer& answer, Timestamp at) {
  TRY(transaction.execute(
      "INSERT INTO inspection_idempotency (tenant_id, key_hash, request_hash, subject, answer, "
      "at_ms) VALUES ($1, $2, $3, $4, $5, $6)",
      {tenant, Bytes(key_hash), Bytes(answer.request_hash), answer.subject, Bytes(answer.answer),
       to_ms(at)}));
  return {};
}

Result<> erase_answers_of(store::Transaction& transaction, std::string_view tenant,
                          std::string_view subject) {
  TRY(transaction.execute(
      "DELETE FROM inspection_idempotency WHERE tenant_id = $1 AND subject = $2",
      {tenant, subject}));
  return {};
}

std::vector<store::Migration> migrations() {
  return store::migrations_from("domain/inspection", inspection_schema, inspection_schema_count);
}

}  // namespace holdfast::inspection

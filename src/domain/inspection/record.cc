#include "domain/inspection/record.h"

#include "base/json_writer.h"

namespace holdfast::inspection {
namespace {

void write(JsonWriter& json, const FindingRow& finding) {
  json.begin_object()
      .member("begin", finding.begin)
      .member("category", finding.category)
      .member("confidence", finding.confidence)
      .member("digest", finding.digest)
      .member("end", finding.end)
      .member("entity", finding.entity)
      .member("evidence", finding.evidence)
      .member("id", finding.id)
      .member("masked", finding.masked)
      .member("part", finding.part)
      .member("stored_begin", finding.stored_begin)
      .member("stored_end", finding.stored_end)
      .member("type", finding.type)
      .end();
}

}  // namespace

std::string record_of(const MessageRow& message, std::span<const FindingRow> findings) {
  JsonWriter json;
  json.begin_object()
      .member("at_ms", to_ms(message.at))
      .member("channel", message.channel)
      .member("contact", message.contact)
      .member("content_hash", to_hex(message.content_hash))
      .member("direction", message.direction)
      .member("exposed", message.is_exposed)
      .member("external_id", message.external_id)
      .member("facts", message.facts)
      .key("findings")
      .begin_array();
  for (const FindingRow& finding : findings) write(json, finding);
  json.end()
      .member("hits", message.hits)
      .member("id", message.id)
      .member("ordinal", message.ordinal)
      .member("policy_version", message.policy_version)
      .member("queue", message.queue)
      .member("rule", message.rule)
      .member("sender_role", message.sender_role)
      .member("severity", to_string(message.severity))
      .member("tenant", message.tenant)
      .member("v", 1)
      .member("verdict", to_string(message.verdict))
      .end();
  return json.take();
}

Hash record_hash(const MessageRow& message, std::span<const FindingRow> findings) {
  return sha256({as_bytes(record_of(message, findings))});
}

Hash held_record_hash(std::string_view tenant, const HeldRow& held) {
  JsonWriter json;
  json.begin_object()
      .member("channel", held.channel)
      .member("contact", held.contact)
      .member("expires_at_ms", to_ms(held.expires_at))
      .member("finding_types", held.finding_types)
      .member("held_at_ms", to_ms(held.held_at))
      .member("message", held.message)
      .member("original_hash", to_hex(held.original_hash))
      .member("rule", held.rule)
      .member("severity", to_string(held.severity))
      .member("tenant", tenant)
      .member("v", 1)
      .end();
  return sha256({as_bytes(json.take())});
}

}  // namespace holdfast::inspection

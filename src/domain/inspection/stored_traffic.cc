#include "domain/inspection/stored_traffic.h"

#include <fmt/core.h>

#include "base/json_reader.h"
#include "domain/inspection/store.h"
#include "platform/store/conditions.h"
#include "platform/store/uuid_column.h"

namespace holdfast::inspection {
namespace {

struct TrafficRow {
  Uuid id;
  Uuid contact;
  Timestamp at{};
  std::string channel, direction, sender_role, queue, facts;
};

decide::RecipientKind kind_from(std::string_view name) {
  if (name == "internal") return decide::RecipientKind::Internal;
  if (name == "customer") return decide::RecipientKind::Customer;
  return decide::RecipientKind::External;
}

// What outcome.cc wrote; the views point into `document`.
Result<> read_facts(const JsonDocument& document, decide::MessageFacts& facts) {
  ObjectReader object = TRY(document.object());
  facts.is_readable = TRY(object.boolean_or("readable", true));
  for (const JsonValue& value : TRY(TRY(object.required("recipients")).array())) {
    ObjectReader recipient = TRY(value.object());
    facts.recipients.push_back({
      .kind = kind_from(TRY(recipient.required_string("kind"))),
      .domain = TRY(recipient.required_string("domain"))
    });
  }
  return {};
}

Result<std::vector<TrafficRow>> rows_in(store::Reader& reader, std::string_view tenant,
                                        const policies::TrafficRange& range) {
  store::Conditions where;
  where.add("tenant_id =", tenant);
  if (range.from) where.add("at_ms >=", to_ms(*range.from));
  if (range.to) where.add("at_ms <", to_ms(*range.to));
  std::vector<TrafficRow> rows;
  TRY(reader.query(
      fmt::format("SELECT message_id, contact_id, at_ms, channel, direction, sender_role, queue, "
                  "facts "
                  "FROM inspection_message WHERE TRUE{} ORDER BY at_ms DESC LIMIT {}",
                  where.text(), range.messages_max),
      where.values(), [&](const store::Row& row) {
        rows.push_back({.id = store::uuid_from(row, 0),
                        .contact = store::uuid_from(row, 1),
                        .at = from_ms(row.integer(2)),
                        .channel = row.string(3),
                        .direction = row.string(4),
                        .sender_role = row.string(5),
                        .queue = row.string(6),
                        .facts = row.string(7)});
        return true;
      }));
  return rows;
}

}  // namespace

Result<> StoredTraffic::each(
    std::string_view tenant, const policies::TrafficRange& range,
    const std::function<bool(const policies::StoredMessage&)>& on_message) {
  return database_.read([&](store::Reader& reader) -> Result<> {
    for (const TrafficRow& row : TRY(rows_in(reader, tenant, range))) {
      const JsonDocument document = TRY(JsonDocument::parse(row.facts));
      policies::StoredMessage message{.id = row.id,
                                      .contact = row.contact,
                                      .facts = {.channel = row.channel,
                                                .direction = row.direction,
                                                .sender_role = row.sender_role,
                                                .queue = row.queue,
                                                .at = row.at,
                                                .utc_offset_minutes = utc_offset_at_(row.at)}};
      TRY(read_facts(document, message.facts));
      const std::vector<FindingRow> findings = TRY(findings_of(reader, row.id));
      for (const FindingRow& finding : findings) {
        message.facts.findings.push_back(
            {.type = finding.type, .category = finding.category, .confidence = finding.confidence});
      }
      if (!on_message(message)) return {};
    }
    return {};
  });
}

}  // namespace holdfast::inspection

#include "domain/inspection/views.h"

#include <string_view>

#include "base/utf8.h"
#include "engine/detect/evidence_json.h"

namespace holdfast::inspection {
namespace {

void write_words(JsonWriter& json, std::string_view name, std::string_view words) {
  json.key(name).begin_array();
  while (!words.empty()) {
    const std::size_t space = words.find(' ');
    if (space != 0) json.value(words.substr(0, space));
    if (space == std::string_view::npos) break;
    words.remove_prefix(space + 1);
  }
  json.end();
}

void write_stored_part(JsonWriter& json, const StoredPart& part) {
  json.begin_object().member("kind", to_string(part.kind)).member("path", part.path);
  if (!part.name.reveal().empty()) json.member("name", part.name.reveal());
  if (!part.media_type.empty()) json.member("media_type", part.media_type);
  json.member("text", part.text.reveal()).member("is_readable", part.unreadable.empty());
  if (!part.unreadable.empty()) json.member("unreadable_reason", part.unreadable);
  json.end();
}

// Offsets in code points of the protected text; in bytes where the text is erased.
void write_place(JsonWriter& json, const FindingRow& finding, const StoredContent* content) {
  std::size_t begin = finding.stored_begin;
  std::size_t end = finding.stored_end;
  if (content != nullptr && finding.part < content->parts.size()) {
    const std::string& text = content->parts[finding.part].text.reveal();
    if (end <= text.size()) {
      OffsetCounter offsets(text, OffsetCounter::Unit::CodePoint);
      begin = offsets.at(begin);
      end = offsets.at(end);
    }
  }
  json.member("part", finding.part).member("start", begin).member("end", end);
}

}  // namespace

Result<StoredMessage> open_message(store::Reader& reader, crypto::Keyring& keyring,
                                   std::string_view subject, MessageRow row) {
  StoredMessage message{.row = std::move(row)};
  message.findings = TRY(findings_of(reader, message.row.id));
  if (const auto held = TRY(find_held(reader, message.row.tenant, message.row.id))) {
    message.held_state = held->state;
  }
  message.is_erased = message.row.content.empty();
  if (message.is_erased) return message;
  const Result<crypto::SubjectKey> key = keyring.get(reader, message.row.tenant, subject);
  if (!key) {
    if (key.error().code != ErrorCode::NotFound) return key.error();
    message.is_erased = true;
    return message;
  }
  const ByteVector plain =
      TRY(crypto::open(message.row.content, content_context(message.row.id), **key));
  message.content = TRY(stored_content_from(as_text(plain)));
  return message;
}

void write_message(JsonWriter& json, const StoredMessage& message) {
  const MessageRow& row = message.row;
  json.begin_object().member("id", row.id).member("contact_id", row.contact);
  json.member_or_null("external_id", row.external_id);
  json.member("at", row.at)
      .member("channel", row.channel)
      .member("direction", row.direction)
      .member("sender_role", row.sender_role)
      .member("verdict", to_string(row.verdict))
      .member("severity", to_string(row.severity));
  json.member_or_null("rule", row.rule);
  json.member_or_null("policy_version", row.policy_version);
  json.key("hits").raw(row.hits).key("parts").begin_array();
  for (const StoredPart& part : message.content.parts) write_stored_part(json, part);
  json.end().member("is_erased", message.is_erased).key("findings").begin_array();
  for (const FindingRow& finding : message.findings) {
    write_stored_finding(json,
                         {.finding = finding,
                          .message = row.id,
                          .contact = row.contact,
                          .at = row.at,
                          .channel = row.channel},
                         &message.content);
  }
  json.end();
  json.member_or_null("held_state", message.held_state);
  json.key("receipt")
      .begin_object()
      .member("log", row.tenant)
      .member("entry", row.entry)
      .member("leaf_hash", to_hex(row.leaf_hash))
      .end()
      .end();
}

void write_stored_finding(JsonWriter& json, const FindingWithPlace& place,
                          const StoredContent* content) {
  const FindingRow& finding = place.finding;
  json.begin_object()
      .member("id", finding.id)
      .member("message_id", place.message)
      .member("contact_id", place.contact)
      .member("at", place.at)
      .member("channel", place.channel)
      .member("type", finding.type)
      .member("category", finding.category);
  write_place(json, finding, content);
  json.member("confidence", detect::shown_confidence(finding.confidence))
      .member("masked", finding.masked);
  if (finding.entity != 0) json.member("entity", finding.entity);
  json.key("evidence").raw(finding.evidence);
  json.member_or_null("feedback", finding.feedback);
  json.end();
}

void write_held(JsonWriter& json, const HeldRow& held) {
  json.begin_object()
      .member("id", held.message)
      .member("message_id", held.message)
      .member("contact_id", held.contact)
      .member("channel", held.channel)
      .member("held_at", held.held_at)
      .member("expires_at", held.expires_at)
      .member("state", held.state);
  json.member_or_null("rule", held.rule);
  json.member("severity", to_string(held.severity));
  write_words(json, "finding_types", held.finding_types);
  json.member_or_null("decided_by", held.decided_by);
  json.key("decided_at");
  held.decided_at ? json.value(*held.decided_at) : json.null();
  json.member_or_null("reason", held.reason);
  json.end();
}

}  // namespace holdfast::inspection

#include "domain/inspection/answer_writer.h"

#include "engine/detect/evidence_json.h"

namespace holdfast::inspection {
namespace {

void write_finding(JsonWriter& json, const ShownFinding& finding) {
  json.begin_object()
      .member("id", finding.id)
      .member("type", finding.type)
      .member("category", finding.category)
      .member("part", finding.part);
  if (!finding.path.empty()) json.member("path", finding.path);
  json.member("start", finding.begin)
      .member("end", finding.end)
      .member("confidence", detect::shown_confidence(finding.confidence))
      .member("masked", finding.masked);
  if (finding.entity != 0) json.member("entity", finding.entity);
  json.key("evidence");
  detect::write_evidence(json, finding.evidence);
  json.end();
}

void write_notice(JsonWriter& json, const Notice& notice) {
  json.begin_object()
      .member("rule", notice.rule)
      .member("verdict", to_string(notice.verdict))
      .member("severity", to_string(notice.severity))
      .member("reason", notice.reason)
      .member("text", notice.text)
      .member("offer", notice.offer)
      .member("override", to_string(notice.override))
      .end();
}

void write_parts(JsonWriter& json, const std::vector<SafePart>& parts) {
  json.key("parts").begin_array();
  for (const SafePart& part : parts) write_part(json, part);
  json.end();
}

void write_earlier(JsonWriter& json, const EarlierMessage& earlier) {
  json.begin_object().member("message", earlier.message);
  if (!earlier.external_id.empty()) json.member("external_id", earlier.external_id);
  json.member("verdict", to_string(earlier.verdict));
  write_parts(json, earlier.parts);
  json.end();
}

}  // namespace

void write_part(JsonWriter& json, const SafePart& part) {
  json.begin_object().member("kind", to_string(part.kind));
  if (!part.name.reveal().empty()) json.member("name", part.name.reveal());
  if (!part.media_type.empty()) json.member("media_type", part.media_type);
  json.member("text", part.text.reveal());
  if (!part.data.reveal().empty()) json.member("data", to_base64(as_bytes(part.data.reveal())));
  if (part.is_converted) json.member("converted", true);
  json.end();
}

void write_receipt(JsonWriter& json, const audit::Receipt& receipt) {
  json.begin_object()
      .member("log", receipt.log)
      .member("entry", receipt.entry)
      .member("leaf_hash", to_hex(receipt.leaf_hash))
      .end();
}

void write_answer(JsonWriter& json, const Inspection& inspection) {
  if (!inspection.repeated_answer.reveal().empty()) {
    json.raw(inspection.repeated_answer.reveal());
    return;
  }
  json.begin_object()
      .member("id", inspection.id)
      .member("contact_id", inspection.contact)
      .member("verdict", to_string(inspection.verdict))
      .member("severity", to_string(inspection.severity));
  json.member_or_null("rule", inspection.rule);
  json.member_or_null("policy_version", inspection.policy_version);
  json.key("findings").begin_array();
  for (const ShownFinding& finding : inspection.findings) write_finding(json, finding);
  json.end();
  write_parts(json, inspection.parts);
  json.key("notices").begin_array();
  for (const Notice& notice : inspection.notices) write_notice(json, notice);
  json.end().key("earlier").begin_array();
  for (const EarlierMessage& earlier : inspection.earlier) write_earlier(json, earlier);
  json.end().key("receipt");
  write_receipt(json, inspection.receipt);
  json.end();
}

}  // namespace holdfast::inspection

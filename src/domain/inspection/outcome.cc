#include "domain/inspection/outcome.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/join.h"
#include "base/json_writer.h"
#include "domain/inspection/stored_hits.h"

namespace holdfast::inspection {
namespace {

// What a backtest needs beyond the columns: no addresses, only what policy may ask.
std::string facts_json(const Assessment& assessment) {
  JsonWriter json;
  json.begin_object()
      .key("readable")
      .value(std::ranges::all_of(
          assessment.parts, [](const ReadPart& read) { return read.part.unreadable.empty(); }));
  json.key("recipients").begin_array();
  for (const Recipient& recipient : assessment.recipients) {
    json.begin_object()
        .member("domain", recipient.domain)
        .member("kind", to_string(recipient.kind))
        .end();
  }
  json.end().end();
  return json.take();
}

}  // namespace

std::string rule_name(const decide::RuleHit& hit) { return hit.policy + "/" + hit.rule; }
std::string version_name(const decide::RuleHit& hit) {
  return fmt::format("{}@{}", hit.policy, hit.version);
}

MessageRow message_row(const InspectionRequest& request, const Assessment& assessment) {
  const decide::Decision& decision = assessment.decision;
  MessageRow row;
  row.external_id = request.external_id;
  row.channel = request.channel;
  row.direction = request.direction;
  row.sender_role = to_string(request.sender_role);
  row.verdict = decision.verdict;
  row.severity = decision.severity;
  const auto strictest = std::ranges::max_element(decision.hits, {}, &decide::RuleHit::effective);
  if (strictest != decision.hits.end() && strictest->effective != decide::Verdict::Allow) {
    row.rule = rule_name(*strictest);
    row.policy_version = version_name(*strictest);
  }
  row.hits = hits_json(decision.hits);
  row.facts = facts_json(assessment);
  row.is_exposed = assessment.is_exposed;
  row.finding_count = static_cast<std::int64_t>(assessment.findings.size());
  return row;
}

HeldRow held_row(const MessageRow& message, const StorageForm& form, Timestamp now,
                 std::chrono::hours held_for) {
  return {.message = message.id,
          .contact = message.contact,
          .channel = message.channel,
          .held_at = now,
          .expires_at = now + held_for,
          .rule = message.rule,
          .severity = message.severity,
          .finding_types = join(finding_types(form.findings), " ")};
}

std::vector<ShownFinding> shown_findings(const InspectionRequest& request,
                                         const Assessment& assessment, const StorageForm& form,
                                         const detect::Detector& detector) {
  std::vector<ShownFinding> shown;
  shown.reserve(assessment.findings.size());
  std::uint32_t part = 0;
  const std::string* text = nullptr;
  std::optional<OffsetCounter> offsets;
  for (std::size_t i = 0; i < assessment.findings.size(); ++i) {
    const PlacedFinding& placed = assessment.findings[i];
    const ReadPart& read = assessment.parts[placed.part];
    if (text == nullptr || part != placed.part) {
      part = placed.part;
      text = &read.part.text;
      offsets.emplace(*text, request.offsets);
    }
    const detect::Finding& finding = placed.finding;
    const detect::EntityType& type = detector.type(finding.type);
    ShownFinding item{.id = form.findings[i].id,
                      .type = type.name,
                      .category = to_string(type.category),
                      .part = read.given};
    const GivenPart& given = request.parts[read.given];
    if (given.is_file || !given.media_type.empty()) item.path = read.part.path;
    item.begin = offsets->at(finding.begin);
    item.end = offsets->at(finding.end);
    item.confidence = finding.confidence;
    item.masked = form.findings[i].masked;
    item.entity = finding.entity;
    item.evidence = finding.evidence;
    shown.push_back(std::move(item));
  }
  return shown;
}

std::vector<Notice> notices(const Assessment& assessment) {
  std::vector<Notice> list;
  for (const decide::RuleHit& hit : assessment.decision.hits) {
    if (hit.effective == decide::Verdict::Allow) continue;
    list.push_back({.rule = rule_name(hit),
                    .verdict = hit.effective,
                    .severity = hit.severity,
                    .reason = std::string(hit.reason),
                    .text = std::string(hit.notice),
                    .offer = std::string(hit.offer),
                    .override = hit.override});
  }
  return list;
}

std::string verdict_event(const MessageRow& message, const std::vector<FindingRow>& findings) {
  JsonWriter json;
  json.begin_object()
      .member("message_id", message.id)
      .member("contact_id", message.contact)
      .member("at", message.at)
      .member("channel", message.channel)
      .member("direction", message.direction);
  json.member_or_null("queue", message.queue);
  json.member("verdict", to_string(message.verdict))
      .member("severity", to_string(message.severity));
  json.member_or_null("rule", message.rule);
  json.key("finding_types").begin_array();
  for (const std::string& type : finding_types(findings)) json.value(type);
  json.end().member("finding_count", message.finding_count).end();
  return json.take();
}

std::vector<std::string> finding_types(const std::vector<FindingRow>& findings) {
  std::vector<std::string> types;
  for (const FindingRow& finding : findings) types.push_back(finding.type);
  std::ranges::sort(types);
  const auto repeated = std::ranges::unique(types);
  types.erase(repeated.begin(), repeated.end());
  return types;
}

}  // namespace holdfast::inspection

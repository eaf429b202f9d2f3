#include "domain/inspection/assess.h"

#include <algorithm>

#include "domain/inspection/outcome.h"
#include "engine/detect/guesses.h"
#include "engine/detect/requests.h"

namespace holdfast::inspection {
namespace {

// The first body that a person would read, in the order of the parts.
std::int32_t find_observed_part(const InspectionRequest& request, std::span<const ReadPart> parts) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const ReadPart& read = parts[i];
    if (request.parts[read.given].kind != PartKind::Body) continue;
    if (!read.part.unreadable.empty() || read.part.is_hidden || read.part.path == "headers") {
      continue;
    }
    return static_cast<std::int32_t>(i);
  }
  return -1;
}

// Numbers of entities are unique within a message, whichever part they stand in.
void add_findings(Assessment& assessment, std::size_t part, std::vector<detect::Finding> findings,
                  std::uint32_t& entities) {
  std::uint32_t highest = entities;
  for (detect::Finding& finding : findings) {
    if (finding.entity != 0) {
      finding.entity += entities;
      highest = std::max(highest, finding.entity);
    }
    assessment.findings.push_back(
        {.part = static_cast<std::uint32_t>(part), .finding = std::move(finding)});
  }
  entities = highest;
}

// What allow lists know a text by: the name that the channel gave it, of files their place.
std::string_view field_of(const InspectionRequest& request, const ReadPart& read) {
  const GivenPart& given = request.parts[read.given];
  const bool is_named = given.kind == PartKind::Body && !given.name.reveal().empty();
  return is_named ? std::string_view(given.name.reveal()) : read.part.path;
}

void detect_all(Assessment& assessment, const InspectionRequest& request,
                detect::Conversation& conversation, detect::Scratch& scratch,
                const detect::Detector& detector, float threshold) {
  std::uint32_t entities = 0;
  // Guesses go by the text alone: what the conversation asked for and remembers rests on what is
  // sure.
  const auto add = [&](std::size_t part, const detect::Options& options,
                       std::vector<detect::Finding> findings) {
    detect::add_guesses(detector, assessment.parts[part].part.text, options, threshold, scratch,
                        findings);
    add_findings(assessment, part, std::move(findings), entities);
  };
  if (assessment.observed_part < 0)
    conversation.observe(detector, request.sender_role, {}, scratch);
  for (std::size_t i = 0; i < assessment.parts.size(); ++i) {
    const std::string& text = assessment.parts[i].part.text;
    detect::Options options;
    options.field = field_of(request, assessment.parts[i]);
    if (static_cast<std::int32_t>(i) != assessment.observed_part) {
      add(i, options, detector.detect(text, scratch, options));
      continue;
    }
    // Pieces of one value share a number between this message and the earlier ones.
    detect::ConversationFindings found =
        conversation.observe(detector, request.sender_role, text, scratch, options);
    for (detect::EarlierFinding& earlier : found.earlier) {
      if (earlier.finding.entity != 0) earlier.finding.entity += entities;
    }
    assessment.earlier = std::move(found.earlier);
    if (request.sender_role == detect::Role::Agent) {
      detect::add_requests(detector, text, found.findings);
    }
    add(i, options, std::move(found.findings));
  }
}

std::string lower_case_domain(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return {};
  std::string domain(address.substr(at + 1));
  for (char& c : domain) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  while (!domain.empty() && (domain.back() == '>' || domain.back() == '.')) domain.pop_back();
  return domain;
}

decide::RecipientKind kind_without_address(std::string_view direction) {
  return direction == "outbound" ? decide::RecipientKind::Customer
                                 : decide::RecipientKind::Internal;
}

std::vector<Recipient> recipients_of(const InspectionRequest& request,
                                     std::span<const std::string> internal_domains) {
  if (request.recipients.empty()) return {{.kind = kind_without_address(request.direction)}};
  std::vector<Recipient> recipients;
  recipients.reserve(request.recipients.size());
  for (const GivenRecipient& given : request.recipients) {
    Recipient recipient{.domain = lower_case_domain(given.address.reveal())};
    if (given.kind) {
      recipient.kind = *given.kind;
    } else if (recipient.domain.empty()) {
      recipient.kind = kind_without_address(request.direction);
    } else if (std::ranges::find(internal_domains, recipient.domain) != internal_domains.end()) {
      recipient.kind = decide::RecipientKind::Internal;
    }
    recipients.push_back(std::move(recipient));
  }
  return recipients;
}

// Where the rule may be overridden, it no longer takes effect.
void apply_override(Assessment& assessment, const Override& given) {
  std::vector<decide::RuleHit>& hits = assessment.decision.hits;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    decide::RuleHit& hit = hits[i];
    if (hit.override == decide::Override::No || rule_name(hit) != given.rule) continue;
    if (hit.effective == decide::Verdict::Allow) continue;
    if (hit.override == decide::Override::WithReason && given.reason.empty()) {
      assessment.rule_without_reason = given.rule;
      continue;
    }
    hit.effective = decide::Verdict::Allow;
    assessment.overridden.push_back({.hit = i, .reason = given.reason});
  }
}

// The sender insists: what the overridden rules alone protected stays in clear.
void apply_overrides(Assessment& assessment, std::span<const Override> overrides) {
  for (const Override& given : overrides) apply_override(assessment, given);
  if (!assessment.overridden.empty()) decide::settle(assessment.decision);
}

}  // namespace

bool is_last_piece(const Assessment& assessment, std::size_t finding_index) {
  const std::uint32_t entity = assessment.findings[finding_index].finding.entity;
  if (entity == 0) return true;
  for (std::size_t i = finding_index + 1; i < assessment.findings.size(); ++i) {
    if (assessment.findings[i].finding.entity == entity) return false;
  }
  return true;
}

std::string_view to_string(detect::Role role) {
  switch (role) {
    case detect::Role::Customer:
      return "customer";
    case detect::Role::Agent:
      return "agent";
    case detect::Role::System:
      return "system";
  }
  return "";
}

Assessment assess(const InspectionRequest& request, std::vector<ReadPart> parts,
                  detect::Conversation& conversation, detect::Scratch& scratch,
                  const AssessmentContext& context) {
  Assessment assessment;
  assessment.parts = std::move(parts);
  assessment.observed_part = find_observed_part(request, assessment.parts);
  detect_all(assessment, request, conversation, scratch, context.detector,
             static_cast<float>(decide::lowest_threshold(context.policies)));

  assessment.recipients = recipients_of(request, context.internal_domains);
  decide::MessageFacts facts{.channel = request.channel,
                             .direction = request.direction,
                             .sender_role = to_string(request.sender_role),
                             .queue = context.queue,
                             .at = context.at,
                             .utc_offset_minutes = context.utc_offset_minutes};
  for (const Recipient& recipient : assessment.recipients) {
    facts.recipients.push_back({.kind = recipient.kind, .domain = recipient.domain});
  }
  facts.findings.reserve(assessment.findings.size());
  for (const PlacedFinding& placed : assessment.findings) {
    const detect::EntityType& type = context.detector.type(placed.finding.type);
    facts.findings.push_back({.type = type.name,
                              .category = to_string(type.category),
                              .confidence = placed.finding.confidence});
  }
  for (const ReadPart& read : assessment.parts) {
    facts.is_readable = facts.is_readable && read.part.unreadable.empty();
  }
  assessment.decision = decide::decide(context.policies, facts, context.locale);
  decide::drop_guesses(assessment.decision, facts.findings, assessment.findings);
  apply_overrides(assessment, request.overrides);
  for (const decide::RuleHit& hit : assessment.decision.hits) {
    assessment.is_exposed = assessment.is_exposed ||
                            (hit.mode != decide::Mode::Enforce &&
                             hit.verdict >= decide::Verdict::Redact && hit.effective < hit.verdict);
  }
  return assessment;
}

}  // namespace holdfast::inspection

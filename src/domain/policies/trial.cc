#include "domain/policies/trial.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "base/join.h"
#include "engine/detect/guesses.h"
#include "engine/detect/requests.h"
#include "engine/protect/protect.h"

namespace holdfast::policies {
namespace {

constexpr std::array<std::string_view, 6> kChannels = {"chat",   "mail",     "call",
                                                       "upload", "endpoint", "helpdesk"};
constexpr std::array<std::string_view, 3> kDirections = {"inbound", "outbound", "internal"};
constexpr std::array<std::string_view, 3> kRoles = {"agent", "customer", "system"};

template <std::size_t count>
Result<> expect_one_of(std::string_view what, std::string_view value,
                       const std::array<std::string_view, count>& known) {
  if (std::ranges::find(known, value) != known.end()) return {};
  return Error{ErrorCode::InvalidInput,
               fmt::format("{}: expected one of {}", what, join(known, ", "))};
}

std::vector<decide::ActivePolicy> policies_for(const Snapshot& active,
                                               const TrialRequest& request) {
  const auto now = active.for_queue(request.queue);
  std::vector<decide::ActivePolicy> policies(now.begin(), now.end());
  if (request.draft != nullptr) {
    const auto same = std::ranges::find_if(policies, [&](const decide::ActivePolicy& entry) {
      return entry.policy->name() == request.draft->name();
    });
    const decide::ActivePolicy draft{request.draft.get(), 0, decide::Mode::Enforce};
    if (same == policies.end()) {
      policies.push_back(draft);
    } else {
      *same = {draft.policy, 0, same->mode};
    }
  }
  for (decide::ActivePolicy& entry : policies) entry.mode = request.mode.value_or(entry.mode);
  return policies;
}

decide::MessageFacts facts_of(const TrialRequest& request, const detect::Detector& detector,
                              const std::vector<detect::Finding>& findings, TrialTime time) {
  decide::MessageFacts facts;
  facts.channel = request.channel;
  facts.direction = request.direction;
  facts.sender_role = request.sender_role;
  facts.queue = request.queue;
  facts.is_readable = request.is_readable;
  facts.at = time.now;
  facts.utc_offset_minutes = time.utc_offset_minutes;
  for (const TrialRequest::Recipient& recipient : request.recipients) {
    facts.recipients.push_back({recipient.kind, recipient.domain});
  }
  for (const detect::Finding& finding : findings) {
    const detect::EntityType& type = detector.type(finding.type);
    facts.findings.push_back({type.name, to_string(type.category), finding.confidence});
  }
  return facts;
}

std::string protect_text(const TrialRequest& request, const detect::Detector& detector,
                         const Trial& trial, Bytes digest_key) {
  std::vector<protect::Span> spans;
  for (std::size_t i = 0; i < trial.findings.size(); ++i) {
    const detect::EntityType& type = detector.type(trial.findings[i].type);
    if (!trial.decision.transforms[i] || detect::is_request(type)) continue;
    spans.push_back({.begin = trial.findings[i].begin,
                     .end = trial.findings[i].end,
                     .type_name = type.name,
                     .transform = *trial.decision.transforms[i],
                     .keeps_nothing_derived = type.keeps_nothing_derived});
  }
  return protect::protect(request.text.reveal(), spans, digest_key);
}

}  // namespace

Result<Trial> run_trial(const Snapshot& active, const detect::Detector& detector, Bytes digest_key,
                        TrialTime time, const TrialRequest& request) {
  TRY(expect_one_of("channel", request.channel, kChannels));
  TRY(expect_one_of("direction", request.direction, kDirections));
  TRY(expect_one_of("sender_role", request.sender_role, kRoles));
  detect::Scratch scratch;
  Trial trial;
  const std::vector<decide::ActivePolicy> policies = policies_for(active, request);
  trial.findings = detector.detect(request.text.reveal(), scratch);
  detect::add_guesses(detector, request.text.reveal(), {},
                      static_cast<float>(decide::lowest_threshold(policies)), scratch,
                      trial.findings);
  if (request.sender_role == "agent") {
    detect::add_requests(detector, request.text.reveal(), trial.findings);
  }
  const decide::MessageFacts facts = facts_of(request, detector, trial.findings, time);
  trial.decision = decide::decide(policies, facts, request.locale);
  decide::drop_guesses<detect::Finding>(trial.decision, facts.findings, trial.findings);
  trial.protected_text = Sensitive(protect_text(request, detector, trial, digest_key));
  return trial;
}

}  // namespace holdfast::policies

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory_resource>

#include "engine/decide/message_facts.h"
#include "engine/decide/policy_impl.h"

namespace holdfast::decide {
namespace {

// Facts and candidates of a message with some dozens of findings fit; larger ones use the heap.
constexpr std::size_t kArenaBytes = 16 * 1024;

Verdict in_mode(Verdict verdict, Mode mode) {
  switch (mode) {
    case Mode::Observe:
      return Verdict::Allow;
    case Mode::Coach:
      return std::min(verdict, Verdict::Coach);
    case Mode::Enforce:
      break;
  }
  return verdict;
}

// How little a transform leaves of a value, more is less.
int strength(const protect::Transform& transform) {
  switch (transform.method) {
    case protect::Method::Mask:
      return 255 - transform.keep_last;
    case protect::Method::Hash:
      return 256;
    case protect::Method::Replace:
      return 257;
    case protect::Method::Redact:
      break;
  }
  return 258;
}

RuleHit hit_of(const ActivePolicy& active, const RuleInfo& rule, std::string_view locale,
               const std::pmr::vector<std::uint32_t>& selected) {
  RuleHit hit;
  hit.policy = active.policy->name();
  hit.version = active.version;
  hit.rule = rule.name;
  hit.verdict = rule.verdict;
  hit.effective = in_mode(rule.verdict, active.mode);
  hit.mode = active.mode;
  hit.severity = rule.severity;
  hit.reason = rule.reason;
  hit.notice = rule.notice_for(hit.effective, locale);
  hit.offer = rule.offer.in(locale);
  hit.override = rule.override;
  hit.finding_indexes.assign(selected.begin(), selected.end());
  hit.transform = rule.transform;
  return hit;
}

void apply(const RuleHit& hit, Decision& decision) {
  decision.verdict = std::max(decision.verdict, hit.effective);
  const bool has_effect = hit.effective > Verdict::Allow || hit.verdict == Verdict::Allow;
  if (hit.mode != Mode::Observe && has_effect) {
    decision.severity = std::max(decision.severity, hit.severity);
  }
  if (hit.effective < Verdict::Redact) return;
  for (const std::uint32_t index : hit.finding_indexes) {
    std::optional<protect::Transform>& transform = decision.transforms[index];
    if (!transform || strength(*transform) < strength(hit.transform)) transform = hit.transform;
  }
}

bool is_stricter(const RuleHit& left, const RuleHit& right) {
  if (left.effective != right.effective) return left.effective > right.effective;
  if (left.verdict != right.verdict) return left.verdict > right.verdict;
  return left.severity > right.severity;
}

bool is_sure(const FindingFact& finding) { return finding.confidence >= kUsualThreshold; }

// A message as one policy sees it: without the findings that are less sure than it asks for.
class Sight {
 public:
  explicit Sight(const MessageFacts& message)
      : message_(message), all_sure_(std::ranges::all_of(message.findings, is_sure)) {}

  bool sees_all(const Thresholds& thresholds) const { return all_sure_ && thresholds.is_usual(); }

  // The facts live in `arena` and view this; good until the next call.
  FactTable facts(const Thresholds& thresholds, std::pmr::memory_resource& arena) {
    seen_ = message_;
    seen_.findings.clear();
    places_.clear();
    for (std::size_t i = 0; i < message_.findings.size(); ++i) {
      const FindingFact& finding = message_.findings[i];
      if (finding.confidence < thresholds.of(finding)) continue;
      seen_.findings.push_back(finding);
      places_.push_back(static_cast<std::uint32_t>(i));
    }
    return facts_of(seen_, arena);
  }

  // From places among the findings seen to places among all.
  void translate(std::pmr::vector<std::uint32_t>& selected) const {
    for (std::uint32_t& index : selected) index = places_[index];
  }

 private:
  const MessageFacts& message_;
  bool all_sure_;
  MessageFacts seen_;
  std::vector<std::uint32_t> places_;
};

}  // namespace

Decision decide(std::span<const ActivePolicy> policies, const MessageFacts& message,
                std::string_view locale) {
  std::array<std::byte, kArenaBytes> stack;
  std::pmr::monotonic_buffer_resource arena(stack.data(), stack.size());
  const FactTable facts = facts_of(message, arena);
  std::pmr::vector<std::uint32_t> selected(&arena);

  Sight sight(message);
  Decision decision;
  decision.transforms.resize(message.findings.size());
  for (const ActivePolicy& active : policies) {
    const Policy::Impl& policy = active.policy->impl();
    const bool sees_all = sight.sees_all(policy.thresholds);
    const FactTable seen = sees_all ? facts : sight.facts(policy.thresholds, arena);
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
      if (!policy.guards[i].may_match(seen)) continue;
      const PolicyRule& rule = policy.rules[i];
      selected.clear();
      if (rule.matcher.match(seen, arena, &selected) != Truth::True) continue;
      // A rule that only protects has nothing to do where it selects nothing.
      if (selected.empty() && rule.info.verdict == Verdict::Redact) continue;
      if (!sees_all) sight.translate(selected);
      decision.hits.push_back(hit_of(active, rule.info, locale, selected));
      apply(decision.hits.back(), decision);
    }
  }
  std::ranges::stable_sort(decision.hits, is_stricter);
  return decision;
}

std::vector<bool> drop_guesses(Decision& decision, std::span<const FindingFact> facts) {
  if (std::ranges::all_of(facts, is_sure)) return {};
  std::vector<bool> stays;
  for (const FindingFact& finding : facts) stays.push_back(is_sure(finding));
  for (const RuleHit& hit : decision.hits) {
    for (const std::uint32_t index : hit.finding_indexes) stays[index] = true;
  }
  std::vector<std::uint32_t> places(stays.size());
  std::uint32_t kept = 0;
  for (std::size_t i = 0; i < stays.size(); ++i) {
    if (!stays[i]) continue;
    decision.transforms[kept] = decision.transforms[i];
    places[i] = kept++;
  }
  decision.transforms.resize(kept);
  for (RuleHit& hit : decision.hits) {
    for (std::uint32_t& index : hit.finding_indexes) index = places[index];
  }
  return stays;
}

void settle(Decision& decision) {
  decision.verdict = Verdict::Allow;
  decision.severity = Severity::Info;
  std::ranges::fill(decision.transforms, std::nullopt);
  for (const RuleHit& hit : decision.hits) apply(hit, decision);
}

}  // namespace holdfast::decide

// Policies: YAML documents of rules, each version with tests of its own, evaluated over one
// message.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "engine/decide/verdict.h"
#include "engine/protect/protect.h"

namespace holdfast::decide {

// One finding as policy sees it: never the value.
struct FindingFact {
  std::string_view type;
  std::string_view category;
  double confidence = 0;
};

// A finding less sure than this is one for those policies only whose thresholds ask for it.
inline constexpr double kUsualThreshold = 0.5;

enum class RecipientKind : std::uint8_t { Internal, Customer, External };
std::string_view to_string(RecipientKind kind);

struct RecipientFact {
  RecipientKind kind = RecipientKind::External;
  std::string_view domain;  // lower case, "" where there is none
};

// All that a rule may ask about a message.
struct MessageFacts {
  std::string_view channel;      // "chat", "mail", "call", "upload", "endpoint", "helpdesk"
  std::string_view direction;    // "inbound", "outbound", "internal"
  std::string_view sender_role;  // "agent", "customer", "system"
  std::string_view queue;        // "" when not known
  std::vector<RecipientFact> recipients;
  std::vector<FindingFact> findings;
  bool is_readable = true;  // false when any part could not be extracted
  Timestamp at{};           // UTC; rules ask for hour and weekday in the tenant's time zone offset
  std::int32_t utc_offset_minutes = 0;
};

// What the sender may do about a rule that fired.
enum class Override : std::uint8_t { No, WithReason, Allowed };
std::string_view to_string(Override override);  // "no", "with_reason", "allowed"

// The languages that people are spoken to in, and their order below.
constexpr std::array<std::string_view, 4> kLocales = {"en", "de", "es", "fr"};

// One text in every language; one that was not given is the English one.
struct LocalText {
  std::array<std::string, kLocales.size()> texts;
  // "de" and "de-AT" give German; a locale not known gives English.
  const std::string& in(std::string_view locale) const;
  bool empty() const { return texts[0].empty(); }
};

// A rule as its document states it, without its conditions.
struct RuleInfo {
  std::string name;  // "card-number-in-chat"
  std::string description;
  Verdict verdict = Verdict::Allow;
  Severity severity = Severity::Info;
  Override override = Override::No;
  std::string reason;  // names the law or standard
  LocalText notice;
  LocalText coach_notice;  // while the mode lets the message go as it is; may be empty
  LocalText offer;
  protect::Transform transform;
  std::uint32_t line = 0;  // where it stands in the document

  // What the sender reads once `effective` is what happened: a message that went is never said to
  // have been stopped or changed.
  const std::string& notice_for(Verdict effective, std::string_view locale) const;
};

// A rule that fired, in whatever mode.
struct RuleHit {
  std::string policy;  // "cards"
  std::uint32_t version = 0;
  std::string rule;                    // "card-number-in-clear"
  Verdict verdict = Verdict::Allow;    // what the rule asks for
  Verdict effective = Verdict::Allow;  // after the mode: observe gives allow, coach at most coach
  Mode mode = Mode::Observe;
  Severity severity = Severity::Info;
  std::string reason;  // names the law or standard: "PCI DSS 4.0.1, 4.2.2"
  std::string notice;  // for the sender, plain words, in the locale asked for
  std::string offer;   // the right way instead ("Send the customer a payment link"), may be ""
  Override override = Override::No;
  std::vector<std::uint32_t> finding_indexes;  // those that made it fire
  protect::Transform transform;                // for redact: how its findings are made safe
};

struct Decision {
  Verdict verdict = Verdict::Allow;    // the highest effective one
  Severity severity = Severity::Info;  // the highest of the rules that are not merely observed
  std::vector<RuleHit> hits;           // strictest first
  // Per finding of the message: the transform to apply, absent where it may stand in clear.
  // Only rules with an effective verdict of redact or stricter protect.
  std::vector<std::optional<protect::Transform>> transforms;
};

struct PolicyTestFailure {
  std::string test;
  std::string problem;     // "expected hold by [a], got allow by []"
  std::uint32_t line = 0;  // of the test in the document
};

// One version of one policy. Immutable.
class Policy {
 public:
  // InvalidInput with line, column and what to change. `known_types` are the detector's names and
  // categories: a rule about a type that does not exist is an error.
  struct Vocabulary {
    std::vector<std::string> types;
    std::vector<std::string> categories;
    // Of each type, in the order of `types`, so that a test's findings need not name it. May be
    // empty.
    std::vector<std::string> type_categories;
  };
  static Result<Policy> parse(std::string_view yaml, const Vocabulary& vocabulary);

  Policy(Policy&&) noexcept;
  Policy& operator=(Policy&&) noexcept;
  ~Policy();

  const std::string& name() const;
  const std::string& title() const;
  const std::string& description() const;
  std::vector<std::string> rule_names() const;
  std::vector<RuleInfo> rules() const;
  // The least confidence at which its rules see a finding of any type.
  double lowest_threshold() const;

  // Runs the document's own `tests`, in mode enforce. Each gives facts and the verdict and rules it
  // expects.
  std::vector<PolicyTestFailure> run_tests() const;
  std::size_t test_count() const;
  // Rules that fire in none of the tests.
  std::vector<std::string> untested_rules() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit Policy(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

// A policy as it runs for one queue.
struct ActivePolicy {
  const Policy* policy;
  std::uint32_t version;
  Mode mode;
};

// How sure findings must at least be to matter to any of the policies; never above kUsualThreshold.
double lowest_threshold(std::span<const ActivePolicy> policies);

// Findings below a policy's thresholds do not exist for its rules. The highest verdict wins; only a
// rule's own `unless` exempts (matcher.h says exactly how). A rule that redacts fires only where it
// selects a finding. Where several rules protect one finding, the transform that leaves least wins.
// Pure, no allocation beyond the decision.
Decision decide(std::span<const ActivePolicy> policies, const MessageFacts& message,
                std::string_view locale = "en");

// Takes out of the decision about `facts` those below kUsualThreshold that no hit names: they are
// nobody's. Says of each whether it stays; says nothing, at no cost, when all do.
std::vector<bool> drop_guesses(Decision& decision, std::span<const FindingFact> facts);
// The same, and out of the findings that the facts tell of, one by one.
template <typename Finding>
void drop_guesses(Decision& decision, std::span<const FindingFact> facts,
                  std::vector<Finding>& findings) {
  const std::vector<bool> stays = drop_guesses(decision, facts);
  if (stays.empty()) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < stays.size(); ++i) {
    if (!stays[i]) continue;
    if (kept != i) findings[kept] = std::move(findings[i]);
    ++kept;
  }
  findings.erase(findings.begin() + static_cast<std::ptrdiff_t>(kept), findings.end());
}

// Works verdict, severity and transforms out again after a hit's `effective` was changed, as when a
// sender overrides a rule.
void settle(Decision& decision);

}  // namespace holdfast::decide

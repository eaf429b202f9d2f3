#include "domain/policies/views.h"

#include <charconv>
#include <cstddef>

#include <fmt/core.h>

#include "base/utf8.h"
#include "engine/detect/evidence_json.h"
#include "engine/detect/requests.h"
#include "engine/protect/protect.h"

namespace holdfast::policies {
namespace {

void write_modes(JsonWriter& json, const Modes& modes) {
  json.key("modes").begin_array();
  for (const auto& [queue, mode] : modes) {
    json.begin_object().member("queue", queue).member("mode", to_string(mode)).end();
  }
  json.end();
}

void write_local_text(JsonWriter& json, std::string_view name, const decide::LocalText& text) {
  json.key(name);
  if (text.empty()) {
    json.null();
    return;
  }
  json.begin_object();
  for (const std::string_view locale : decide::kLocales) json.member(locale, text.in(locale));
  json.end();
}

std::string_view name_of(protect::Method method) {
  switch (method) {
    case protect::Method::Mask:
      return "mask";
    case protect::Method::Redact:
      return "redact";
    case protect::Method::Hash:
      return "hash";
    case protect::Method::Replace:
      return "replace";
  }
  return "";
}

void write_rule(JsonWriter& json, const decide::RuleInfo& rule) {
  json.begin_object()
      .member("name", rule.name)
      .member("description", rule.description)
      .member("verdict", to_string(rule.verdict))
      .member("severity", to_string(rule.severity))
      .member("override", to_string(rule.override))
      .member("reason", rule.reason)
      .member("line", rule.line);
  write_local_text(json, "notice", rule.notice);
  write_local_text(json, "coach_notice", rule.coach_notice);
  write_local_text(json, "offer", rule.offer);
  json.key("protect");
  if (rule.verdict < decide::Verdict::Redact) {
    json.null();
  } else {
    json.begin_object().member("method", name_of(rule.transform.method));
    if (rule.transform.method == protect::Method::Mask) {
      json.member("keep_last", rule.transform.keep_last);
    }
    json.end();
  }
  json.end();
}

void write_rules(JsonWriter& json, const decide::Policy& document) {
  json.key("rules").begin_array();
  for (const decide::RuleInfo& rule : document.rules()) write_rule(json, rule);
  json.end();
}

void write_tests(JsonWriter& json, const decide::Policy& document) {
  json.key("tests").begin_object().member("count", document.test_count());
  json.key("failures").begin_array();
  for (const decide::PolicyTestFailure& failure : document.run_tests()) {
    json.begin_object()
        .member("test", failure.test)
        .member("problem", failure.problem)
        .member("line", failure.line)
        .end();
  }
  json.end().end();
}

void write_precision(JsonWriter& json, const RulePrecision& rule) {
  const RulePrecision::Interval interval = rule.interval();
  json.begin_object()
      .member("rule", rule.rule)
      .member("upheld", rule.upheld)
      .member("not_sensitive", rule.not_sensitive)
      .member("overridden", rule.overridden)
      .key("precision");
  rule.precision() ? json.value(*rule.precision()) : json.null();
  json.member("low", interval.low).member("high", interval.high).end();
}

void write_change(JsonWriter& json, const ModeChange& change) {
  json.begin_object();
  write_modes(json, change.modes);
  json.member("reason", change.reason)
      .member("actor", change.actor)
      .member("at", change.at)
      .member("entry", change.entry)
      .end();
}

void write_counts(JsonWriter& json, std::string_view name,
                  const std::array<std::uint64_t, Backtest::kVerdicts>& counts) {
  json.key(name).begin_object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    json.member(to_string(static_cast<decide::Verdict>(i)), counts[i]);
  }
  json.end();
}

// "line 12, column 7: what" as three members; problems without a place are about the first line.
void write_problem(JsonWriter& json, const Error& error) {
  std::string_view message = error.message;
  int line = 1;
  int column = 1;
  if (message.starts_with("line ")) {
    const char* const end = message.data() + message.size();
    const auto after_line = std::from_chars(message.data() + 5, end, line);
    const std::size_t comma = message.find(", column ");
    const std::size_t colon = message.find(": ");
    if (after_line.ec == std::errc() && comma < colon && colon != std::string_view::npos) {
      std::from_chars(message.data() + comma + 9, end, column);
      message.remove_prefix(colon + 2);
    }
  }
  json.key("problem")
      .begin_object()
      .member("line", line)
      .member("column", column)
      .member("message", message)
      .end();
}

void write_version_members(JsonWriter& json, const StoredVersion& version) {
  json.member("version", version.version)
      .member("state", to_string(version.state))
      .member("comment", version.comment)
      .member("created_by", version.created_by)
      .member("created_at", version.created_at);
  json.member_or_null("activated_by", version.activated_by);
  json.key("activated_at");
  version.activated_at ? json.value(*version.activated_at) : json.null();
  json.member_or_null("activated_for", version.activated_for);
}

std::string masked(std::string_view value, const detect::EntityType& type) {
  return protect::masked_form(value, {.begin = 0,
                                      .end = static_cast<std::uint32_t>(value.size()),
                                      .type_name = type.name,
                                      .transform = {},
                                      .keeps_nothing_derived = type.keeps_nothing_derived});
}

void write_trial_finding(JsonWriter& json, const TrialRequest& request,
                         const detect::Detector& detector, const detect::Finding& finding,
                         OffsetCounter& offsets) {
  const detect::EntityType& type = detector.type(finding.type);
  const std::string_view value =
      std::string_view(request.text.reveal()).substr(finding.begin, finding.end - finding.begin);
  json.begin_object()
      .member("type", type.name)
      .member("category", to_string(type.category))
      .member("part", 0)
      .member("start", offsets.at(finding.begin))
      .member("end", offsets.at(finding.end))
      .member("confidence", detect::shown_confidence(finding.confidence))
      .member("masked", detect::is_request(type) ? std::string(value) : masked(value, type));
  if (finding.entity != 0) json.member("entity", finding.entity);
  json.key("evidence");
  detect::write_evidence(json, finding.evidence);
  json.end();
}

void write_notice(JsonWriter& json, const decide::RuleHit& hit) {
  json.begin_object()
      .member("rule", fmt::format("{}/{}", hit.policy, hit.rule))
      .member("verdict", to_string(hit.effective))
      .member("severity", to_string(hit.severity))
      .member("reason", hit.reason)
      .member("text", hit.notice)
      .member("offer", hit.offer)
      .member("override", to_string(hit.override))
      .end();
}

}  // namespace

void write_hit(JsonWriter& json, const decide::RuleHit& hit) {
  json.begin_object()
      .member("rule", fmt::format("{}/{}", hit.policy, hit.rule))
      .member("policy_version", fmt::format("{}@{}", hit.policy, hit.version))
      .member("mode", to_string(hit.mode))
      .member("verdict", to_string(hit.verdict))
      .member("effective", to_string(hit.effective))
      .member("severity", to_string(hit.severity))
      .member("reason", hit.reason)
      .key("findings")
      .begin_array();
  for (const std::uint32_t index : hit.finding_indexes) json.value(index);
  json.end().end();
}

void write_summary(JsonWriter& json, const PolicyView& view) {
  json.member("name", view.stored.name)
      .member("title", view.document.title())
      .member("description", view.document.description())
      .key("active_version");
  view.stored.active_version == 0 ? json.null() : json.value(view.stored.active_version);
  json.member("latest_version", view.stored.latest_version);
  write_modes(json, view.stored.modes);
  json.member("rule_count", view.document.rule_names().size())
      .member("test_count", view.document.test_count())
      .key("activated_at");
  view.version.activated_at ? json.value(*view.version.activated_at) : json.null();
}

void write_detail(JsonWriter& json, const PolicyView& view,
                  const std::vector<RulePrecision>& precision,
                  const std::vector<ModeChange>& changes) {
  json.begin_object();
  write_summary(json, view);
  json.member("yaml", view.version.yaml);
  write_rules(json, view.document);
  json.key("precision").begin_array();
  for (const RulePrecision& rule : precision) write_precision(json, rule);
  json.end();
  write_tests(json, view.document);
  json.key("mode_changes").begin_array();
  for (const ModeChange& change : changes) write_change(json, change);
  json.end().end();
}

void write_version(JsonWriter& json, const StoredVersion& version) {
  json.begin_object();
  write_version_members(json, version);
  json.end();
}

void write_version_with_text(JsonWriter& json, const StoredVersion& version,
                             const decide::Policy& document) {
  json.begin_object();
  write_version_members(json, version);
  json.member("yaml", version.yaml);
  write_rules(json, document);
  write_tests(json, document);
  json.end();
}

void write_check(JsonWriter& json, const Result<decide::Policy>& document) {
  json.begin_object();
  if (!document) {
    write_problem(json, document.error());
    json.key("name").null().key("rules").begin_array().end();
    json.key("tests").null().key("untested_rules").begin_array().end().end();
    return;
  }
  json.key("problem").null().member("name", document->name());
  write_rules(json, *document);
  write_tests(json, *document);
  json.key("untested_rules").begin_array();
  for (const std::string& rule : document->untested_rules()) json.value(rule);
  json.end().end();
}

void write_backtest(JsonWriter& json, const Backtest& backtest) {
  json.begin_object()
      .member("messages", backtest.messages)
      .member("truncated", backtest.is_truncated)
      .member("changed", backtest.changed())
      .member("stricter", backtest.stricter)
      .member("milder", backtest.milder);
  write_counts(json, "before", backtest.before);
  write_counts(json, "after", backtest.after);
  json.key("rules").begin_array();
  for (const Backtest::RuleCount& rule : backtest.rules) {
    json.begin_object().member("rule", rule.rule).member("messages", rule.messages).end();
  }
  json.end().key("examples").begin_array();
  for (const Backtest::Example& example : backtest.examples) {
    json.begin_object()
        .member("message_id", example.message)
        .member("contact_id", example.contact)
        .member("before", to_string(example.before))
        .member("after", to_string(example.after));
    json.member_or_null("rule", example.rule);
    json.end();
  }
  json.end().end();
}

void write_trial(JsonWriter& json, const TrialRequest& request, const Trial& trial,
                 const detect::Detector& detector) {
  json.begin_object()
      .member("verdict", to_string(trial.decision.verdict))
      .member("severity", to_string(trial.decision.severity))
      .key("findings")
      .begin_array();
  OffsetCounter offsets(request.text.reveal(), OffsetCounter::Unit::CodePoint);
  for (const detect::Finding& finding : trial.findings) {
    write_trial_finding(json, request, detector, finding, offsets);
  }
  json.end().key("hits").begin_array();
  for (const decide::RuleHit& hit : trial.decision.hits) write_hit(json, hit);
  json.end().key("notices").begin_array();
  for (const decide::RuleHit& hit : trial.decision.hits) {
    if (hit.effective > decide::Verdict::Allow) write_notice(json, hit);
  }
  json.end().member("text", trial.protected_text.reveal()).end();
}

}  // namespace holdfast::policies

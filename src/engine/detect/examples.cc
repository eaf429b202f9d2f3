#include "engine/detect/examples.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "engine/detect/detector_impl.h"
#include "engine/detect/rules.h"

namespace holdfast::detect {
namespace {

// The findings of the example's text, which answers the example's question if it has one.
std::vector<Finding> findings_of(const Detector& detector, const Example& example,
                                 Scratch& scratch) {
  if (example.ask.empty()) return detector.detect(example.text, scratch);
  Conversation conversation;
  conversation.observe(detector, Role::Agent, example.ask, scratch);
  return conversation.observe(detector, Role::Customer, example.text, scratch).findings;
}

std::string described(const Detector& detector, const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += fmt::format("\n  found {} [{}, {}) at {:.2f}", detector.type(finding.type).name,
                        finding.begin, finding.end, finding.confidence);
    for (const Evidence& evidence : finding.evidence) {
      text += fmt::format("\n    {} {} {:+.2f}", to_string(evidence.kind), evidence.what,
                          evidence.weight);
    }
  }
  return text.empty() ? "\n  found nothing" : text;
}

bool holds(const Example& example, TypeIndex type, const std::vector<Finding>& findings) {
  const auto is_of_type = [type](const Finding& finding) { return finding.type == type; };
  if (!example.matches) return std::none_of(findings.begin(), findings.end(), is_of_type);
  if (example.spans.empty()) return std::any_of(findings.begin(), findings.end(), is_of_type);
  return std::all_of(example.spans.begin(), example.spans.end(), [&](const auto& span) {
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
      return is_of_type(finding) && finding.begin == span.first && finding.end == span.second;
    });
  });
}

ExampleReport run(const Detector& detector, std::span<const Example> examples) {
  ExampleReport report;
  Scratch scratch;
  for (const Example& example : examples) {
    ++report.examples;
    TypeIndex type = 0;
    const bool is_known = detector.find_type(example.type, &type) != nullptr;
    const std::vector<Finding> findings = findings_of(detector, example, scratch);
    if (is_known && holds(example, type, findings)) continue;
    report.failures.push_back(
        {.place = fmt::format("{}:{}", example.file, example.line),
         .problem = fmt::format("should {} {}", example.matches ? "be found as" : "not be found as",
                                example.type),
         .details = fmt::format("  \"{}\"{}", example.text, described(detector, findings))});
  }
  return report;
}

}  // namespace

Result<std::vector<MatchExample>> embedded_match_examples() {
  RuleSet rules = TRY(parse_rules(embedded_rules()));
  std::vector<MatchExample> out;
  for (Example& example : rules.examples) {
    if (!example.matches) continue;
    out.push_back({.type = std::move(example.type),
                   .ask = std::move(example.ask),
                   .text = std::move(example.text),
                   .spans = std::move(example.spans)});
  }
  return out;
}

Result<ExampleReport> run_examples(const Detector& detector, std::span<const RuleFile> files) {
  std::vector<RuleFile> all = embedded_rules();
  all.insert(all.end(), files.begin(), files.end());
  const RuleSet rules = TRY(parse_rules(all));
  std::set<std::string_view> names;
  for (const RuleFile& file : files) names.insert(file.name);
  std::vector<Example> own;
  for (const Example& example : rules.examples) {
    if (names.contains(example.file)) own.push_back(example);
  }
  return run(detector, own);
}

Result<ExampleReport> run_embedded_examples(const Detector& detector) {
  const RuleSet rules = TRY(parse_rules(embedded_rules()));
  return run(detector, rules.examples);
}

}  // namespace holdfast::detect

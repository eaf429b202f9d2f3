#include "domain/inspection/stored_hits.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "domain/policies/views.h"

namespace holdfast::inspection {
namespace {

std::vector<std::uint32_t> indexes_from(const JsonValue& list) {
  std::vector<std::uint32_t> indexes;
  const auto values = list.array();
  if (!values) return indexes;
  for (const JsonValue& value : *values) {
    const auto index = value.integer();
    if (index) indexes.push_back(static_cast<std::uint32_t>(*index));
  }
  return indexes;
}

std::optional<StoredHit> hit_from(const JsonValue& value) {
  auto object = value.object();
  if (!object) return std::nullopt;
  const auto rule = object->required_string("rule");
  const auto version = object->required_string("policy_version");
  if (!rule || !version) return std::nullopt;
  const std::size_t slash = rule->find('/');
  const std::size_t at = version->rfind('@');
  if (slash == std::string_view::npos || at == std::string_view::npos) return std::nullopt;
  StoredHit hit{.policy = std::string(rule->substr(0, slash)),
                .version = static_cast<std::uint32_t>(
                    std::strtoul(std::string(version->substr(at + 1)).c_str(), nullptr, 10)),
                .rule = std::string(rule->substr(slash + 1))};
  if (const auto findings = object->optional("findings")) {
    hit.findings = indexes_from(*findings);
    hit.names_findings = true;
  }
  return hit;
}

}  // namespace

bool StoredHit::may_rest_on(std::uint32_t finding) const {
  return !names_findings || std::ranges::find(findings, finding) != findings.end();
}

std::string hits_json(const std::vector<decide::RuleHit>& hits) {
  if (hits.empty()) return "[]";
  JsonWriter json;
  json.begin_array();
  for (const decide::RuleHit& hit : hits) policies::write_hit(json, hit);
  json.end();
  return json.take();
}

std::string with_hit(std::string hits_json, const decide::RuleHit& hit) {
  JsonWriter json;
  policies::write_hit(json, hit);
  if (hits_json.size() > 2) {
    hits_json.back() = ',';
  } else {
    hits_json = "[";
  }
  return hits_json + json.take() + "]";
}

std::vector<StoredHit> stored_hits(std::string_view hits_json) {
  std::vector<StoredHit> hits;
  const Result<JsonDocument> document = JsonDocument::parse(hits_json);
  if (!document) return hits;
  const auto values = document->root().array();
  if (!values) return hits;
  for (const JsonValue& value : *values) {
    if (auto hit = hit_from(value)) hits.push_back(*std::move(hit));
  }
  return hits;
}

}  // namespace holdfast::inspection

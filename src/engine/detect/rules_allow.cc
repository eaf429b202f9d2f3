#include "engine/detect/rules_allow.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/detect/patterns.h"
#include "engine/detect/rules_reader.h"

namespace holdfast::detect {
namespace {

Result<std::vector<TypeIndex>> read_allowed_types(MapReader& reader, const RuleSet& rules) {
  std::vector<TypeIndex> types;
  for (const std::string& name : TRY(reader.texts("types"))) {
    const auto found = std::find_if(rules.types.begin(), rules.types.end(),
                                    [&name](const EntityType& type) { return type.name == name; });
    if (found == rules.types.end()) {
      return reader.error(*reader.optional("types"), fmt::format("there is no type \"{}\"", name));
    }
    types.push_back(static_cast<TypeIndex>(found - rules.types.begin()));
  }
  return types;
}

Result<AllowRule> read_allow_rule(std::string_view file, const YamlNode& node,
                                  const RuleSet& rules) {
  MapReader reader = TRY(MapReader::open(file, node));
  AllowRule rule;
  rule.why = TRY(reader.text("why"));
  rule.types = TRY(read_allowed_types(reader, rules));
  rule.values = TRY(reader.texts("values"));
  rule.values_file = TRY(reader.text_or("values_file", ""));
  rule.patterns = TRY(reader.texts("patterns"));
  rule.fields = TRY(reader.texts("fields"));
  TRY(reader.finish());
  if (!rule.values_file.empty() && find_attachment(rules, rule.values_file) == nullptr) {
    return reader.error(
        fmt::format("`values_file: {}` is not in the directory of the rules", rule.values_file));
  }
  for (const std::string& text : rule.patterns) {
    const auto pattern = Pattern::compile(text, {.ignores_case = true});
    if (!pattern) {
      return reader.error(*reader.optional("patterns"),
                          fmt::format("\"{}\": {}", text, pattern.error().message));
    }
  }
  if (rule.values.empty() && rule.values_file.empty() && rule.patterns.empty() &&
      rule.fields.empty()) {
    return reader.error(
        "what is allowed is missing: give `values`, `values_file`, `patterns` or `fields`");
  }
  return rule;
}

}  // namespace

Result<> read_allow_rules(std::string_view file, const YamlNode& root, RuleSet& rules) {
  MapReader reader = TRY(MapReader::open(file, root));
  const YamlNode* list = TRY(reader.required("allow"));
  if (list->kind != YamlNode::Kind::List) return reader.error(*list, "`allow` must be a list");
  for (const YamlNode& item : list->items) {
    rules.allow.push_back(TRY(read_allow_rule(file, item, rules)));
  }
  return reader.finish();
}

}  // namespace holdfast::detect

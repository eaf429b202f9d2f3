#include "engine/detect/rules.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/core.h>

#include "base/join.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "engine/detect/packed_tree.h"
#include "engine/detect/rules_detector.h"
#include "engine/detect/rules_reader.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kTypesMax = 4096;
constexpr std::size_t kDetectorsMax = 4096;

constexpr std::string_view kCategories[] = {
    "payment", "bank",       "government_id", "contact_detail",
    "person",  "credential", "health",        "special_category",
    "network", "vehicle",    "secret_key",    "custom",
};

bool is_snake_case(std::string_view name) {
  if (name.empty() || name.size() > 64 || name.front() < 'a' || name.front() > 'z') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Result<std::uint8_t> read_sensitivity(MapReader& reader) {
  const std::string text = TRY(reader.text("sensitivity"));
  if (text.size() != 1 || text[0] < '1' || text[0] > '4') {
    return reader.error("`sensitivity` must be 1, 2, 3 or 4");
  }
  return static_cast<std::uint8_t>(text[0] - '0');
}

Result<EntityType> read_type(std::string_view file, const YamlNode& node) {
  MapReader reader = TRY(MapReader::open(file, node));
  EntityType type;
  type.name = TRY(reader.text("name"));
  if (!is_snake_case(type.name)) return reader.error("`name` must be snake_case");
  const std::string category = TRY(reader.text("category"));
  const auto* found = std::find(std::begin(kCategories), std::end(kCategories), category);
  if (found == std::end(kCategories)) {
    return reader.error(
        fmt::format("\"{}\" is no category; use one of {}", category, join(kCategories, ", ")));
  }
  type.category = static_cast<Category>(found - std::begin(kCategories));
  type.region = TRY(reader.text_or("region", ""));
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (!type.region.empty() &&
      (type.region.size() != 2 || !is_upper(type.region[0]) || !is_upper(type.region[1]))) {
    return reader.error("`region` must be an ISO 3166 code of two capitals; quote \"NO\"");
  }
  type.sensitivity = TRY(read_sensitivity(reader));
  type.keeps_nothing_derived = TRY(reader.boolean_or("keeps_nothing_derived", false));
  if (type.keeps_nothing_derived != (type.sensitivity == 4)) {
    return reader.error("`sensitivity: 4` and `keeps_nothing_derived: true` go together");
  }
  type.presidio = TRY(reader.text_or("presidio", ""));
  type.google = TRY(reader.text_or("google", ""));
  type.aws = TRY(reader.text_or("aws", ""));
  TRY(reader.finish());
  return type;
}

Result<> read_types(std::string_view file, const YamlNode& root, RuleSet& rules) {
  if (root.kind != YamlNode::Kind::List) {
    return Error{ErrorCode::InvalidInput, fmt::format("{}:1: expected a list of types", file)};
  }
  std::set<std::string, std::less<>> names;
  for (const EntityType& type : rules.types) names.insert(type.name);
  for (const YamlNode& item : root.items) {
    EntityType type = TRY(read_type(file, item));
    if (!names.insert(type.name).second || rules.types.size() == kTypesMax) {
      return Error{ErrorCode::InvalidInput,
                   fmt::format("{}:{}: type {} is defined twice, or one of more than {}", file,
                               item.line, type.name, kTypesMax)};
    }
    rules.types.push_back(std::move(type));
  }
  return {};
}

// "forty 40", "double x2"
Result<NumberWord> read_number_word(const MapReader& reader, std::string_view text) {
  const std::size_t space = text.rfind(' ');
  if (space == std::string_view::npos) {
    return reader.error(
        fmt::format("`numbers`: \"{}\" lacks its digits, as in \"forty 40\"", text));
  }
  NumberWord word{.phrase = std::string(text.substr(0, space))};
  std::string_view digits = text.substr(space + 1);
  const bool repeats = digits.starts_with('x');
  if (repeats) digits.remove_prefix(1);
  std::uint8_t& value = repeats ? word.repeats : word.digits;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (problem != std::errc{} || end != digits.data() + digits.size() || value > 99 ||
      (repeats && (value < 2 || value > 3))) {
    return reader.error(
        fmt::format("`numbers`: \"{}\" must end with 0 to 99, or with x2 or x3", text));
  }
  return word;
}

Result<> read_context(std::string_view file, const YamlNode& root, ContextRules& context) {
  MapReader reader = TRY(MapReader::open(file, root));
  const YamlNode* look_alikes = TRY(reader.required("look_alikes"));
  for (std::size_t i = 0; i < look_alikes->keys.size(); ++i) {
    const std::string& name = look_alikes->keys[i];
    MapReader one = TRY(MapReader::open(file, look_alikes->items[i]));
    LookAlike look_alike { .name = name, .words = TRY(one.texts_by_language("words")) };
    TRY(one.finish());
    context.look_alikes.push_back(std::move(look_alike));
  }
  const auto append = [](std::vector<std::string>& to, std::vector<std::string> from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(context.connectors, TRY(reader.texts_by_language("connectors")));
  append(context.non_answers, TRY(reader.texts_by_language("non_answers")));
  for (const std::string& text : TRY(reader.texts_by_language("numbers"))) {
    context.numbers.push_back(TRY(read_number_word(reader, text)));
  }
  append(context.fillers, TRY(reader.texts_by_language("fillers")));
  TRY(reader.finish());
  return {};
}

Result<> read_detectors(std::string_view file, const YamlNode& root, RuleSet& rules) {
  MapReader reader = TRY(MapReader::open(file, root));
  TRY(reader.text("source"));
  const YamlNode* list = TRY(reader.required("detectors"));
  if (list->kind != YamlNode::Kind::List) return reader.error(*list, "`detectors` must be a list");
  for (const YamlNode& item : list->items) {
    DetectorRule rule = TRY(read_detector(file, item, rules));
    const auto same = [&rule](const DetectorRule& other) { return other.name == rule.name; };
    if (std::any_of(rules.detectors.begin(), rules.detectors.end(), same)) {
      return reader.error(item, fmt::format("detector {} is defined twice", rule.name));
    }
    if (rules.detectors.size() == kDetectorsMax) return reader.error(item, "too many detectors");
    rules.detectors.push_back(std::move(rule));
  }
  // Anchors for lists that several detectors share may be kept under this key.
  reader.optional("shared");
  return reader.finish();
}

bool is_named(std::string_view file, std::string_view name) {
  return file == name || (file.size() > name.size() && file.ends_with(name) &&
                          file[file.size() - name.size() - 1] == '/');
}

std::string digest_of(std::span<const RuleFile> files) {
  std::vector<const RuleFile*> sorted;
  for (const RuleFile& file : files) sorted.push_back(&file);
  std::sort(sorted.begin(), sorted.end(),
            [](const RuleFile* a, const RuleFile* b) { return a->name < b->name; });
  ByteVector hashes;
  for (const RuleFile* file : sorted) {
    const Hash name = sha256({as_bytes(file->name)});
    const Hash body = sha256({as_bytes(file->yaml)});
    hashes.insert(hashes.end(), name.begin(), name.end());
    hashes.insert(hashes.end(), body.begin(), body.end());
  }
  return to_hex(sha256({hashes}));
}

Result<YamlNode> tree_of(const RuleFile& file) {
  if (!file.tree.empty()) return unpack(file.tree);
  if (!is_utf8(file.yaml)) {
    return Error{ErrorCode::InvalidInput, fmt::format("{}:1: not UTF-8", file.name)};
  }
  return parse_yaml(file.name, file.yaml);
}

}  // namespace

Result<RuleSet> parse_rules(std::span<const RuleFile> files) {
  RuleSet rules;
  std::vector<std::pair<const RuleFile*, YamlNode>> detectors;
  for (const RuleFile& file : files) {
    YamlNode root = TRY(tree_of(file));
    if (is_named(file.name, "types.yaml")) {
      TRY(read_types(file.name, root, rules));
    } else if (is_named(file.name, "context.yaml")) {
      TRY(read_context(file.name, root, rules.context));
    } else {
      detectors.emplace_back(&file, std::move(root));
    }
  }
  // Types first: detectors name them, whatever the order of the files.
  for (const auto& [file, root] : detectors) TRY(read_detectors(file->name, root, rules));
  rules.digest = digest_of(files);
  return rules;
}

std::string_view to_string(Category category) {
  return kCategories[static_cast<std::size_t>(category)];
}

std::string_view to_string(Evidence::Kind kind) {
  constexpr std::string_view kNames[] = {"pattern",      "check", "context",
                                         "conversation", "model", "demotion"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace holdfast::detect

#include "engine/detect/rules.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/core.h>

#include "base/join.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "engine/detect/fold.h"
#include "engine/detect/packed_tree.h"
#include "engine/detect/rules_allow.h"
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
  type.macie = TRY(reader.text_or("macie", ""));
  type.other_names = TRY(reader.texts("other_names"));
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

bool read_whole_number(std::string_view text, std::uint16_t max, std::uint16_t& value) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc{} && end == text.data() + text.size() && value <= max;
}

// What stands behind the phrase: "40", "5." for the fifth, "x2" for double, "*100" for hundred,
// "2*100" for one that stands alone for one hundred, "b" for bravo, "/" for slash.
bool read_spoken_value(std::string_view text, SpokenWord& word) {
  using Kind = SpokenWord::Kind;
  if (text.size() == 1 && !is_digit(text[0])) {
    word.kind = Kind::Sign;
    word.value = static_cast<unsigned char>(text[0]);
    return (text[0] >= 'a' && text[0] <= 'z') ||
           std::string_view("/-+").find(text[0]) != std::string_view::npos;
  }
  if (text.starts_with('x')) {
    word.kind = Kind::Repeat;
    return read_whole_number(text.substr(1), 3, word.value) && word.value >= 2;
  }
  if (text.starts_with('*') || text.starts_with("2*")) {
    word.kind = Kind::Scale;
    word.takes_no_one = text[0] == '2';
    return read_whole_number(text.substr(text.find('*') + 1), 1000, word.value) &&
           (word.value == 100 || word.value == 1000);
  }
  if (text.ends_with('.')) {
    word.kind = Kind::Ordinal;
    return read_whole_number(text.substr(0, text.size() - 1), 99, word.value) && word.value > 0;
  }
  return read_whole_number(text, 9999, word.value);
}

// "forty 40", "double x2", "bravo b"
Result<std::vector<SpokenWord>> read_spoken_words(MapReader& reader, std::string_view key) {
  std::vector<SpokenWord> words;
  for (const auto& [language, text] : TRY(reader.texts_with_languages(key))) {
    const std::size_t space = text.rfind(' ');
    SpokenWord word{.language = language};
    if (space == std::string_view::npos ||
        !read_spoken_value(std::string_view(text).substr(space + 1), word)) {
      return reader.error(
          fmt::format("`{}`: \"{}\" must end with what is meant: forty 40, fifth 5., "
                      "double x2, hundred *100, bravo b",
                      key, text));
    }
    word.phrase = text.substr(0, space);
    words.push_back(std::move(word));
  }
  return words;
}

// Numbers that are one word with what is below a hundred: "neunzehnhundert" and "fünf" are
// "neunzehnhundertfünf", "cento" and "otto" also "centotto".
void add_compounds(std::vector<SpokenWord> heads, std::vector<SpokenWord>& spoken) {
  const std::size_t simple = spoken.size();
  for (SpokenWord& head : heads) {
    for (std::size_t i = 0; i < simple; ++i) {
      const SpokenWord rest = spoken[i];
      if (rest.language != head.language || rest.kind != SpokenWord::Kind::Number ||
          rest.value == 0 || rest.value > 99) {
        continue;
      }
      SpokenWord whole = head;
      whole.value = static_cast<std::uint16_t>(head.value + rest.value);
      whole.phrase = head.phrase + rest.phrase;
      spoken.push_back(whole);
      if (!head.phrase.ends_with('o') || !rest.phrase.starts_with('o')) continue;
      whole.phrase = head.phrase + rest.phrase.substr(1);
      spoken.push_back(whole);
    }
    spoken.push_back(std::move(head));
  }
}

// Two words each: what rules write, and what people may write for it.
Result<std::vector<WordForm>> read_word_forms(MapReader& reader, std::string_view key) {
  std::vector<WordForm> forms;
  for (const std::string& text : TRY(reader.texts_by_language(key))) {
    const std::size_t space = text.find(' ');
    if (space == std::string::npos || space == 0 || space + 1 == text.size()) {
      return reader.error(
          fmt::format("`{}`: \"{}\" must be a word and another form of it", key, text));
    }
    forms.push_back({text.substr(0, space), text.substr(space + 1)});
  }
  return forms;
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
  context.word_forms = TRY(read_word_forms(reader, "word_forms"));
  context.ending_forms = TRY(read_word_forms(reader, "ending_forms"));
  context.small_words = TRY(reader.texts_by_language("small_words"));
  context.announcers = TRY(reader.texts_by_language("announcers"));
  context.links_back = TRY(reader.texts_by_language("links_back"));
  append(context.connectors, TRY(reader.texts_by_language("connectors")));
  append(context.non_answers, TRY(reader.texts_by_language("non_answers")));
  for (const std::string_view key : {"numbers", "letters"}) {
    for (SpokenWord& word : TRY(read_spoken_words(reader, key))) {
      context.spoken.push_back(std::move(word));
    }
  }
  add_compounds(TRY(read_spoken_words(reader, "compound_heads")), context.spoken);
  append(context.spelling_joints, TRY(reader.texts_by_language("spelling_joints")));
  append(context.corrections, TRY(reader.texts_by_language("corrections")));
  context.fillers = TRY(reader.texts_with_languages("fillers"));
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

// Names of other detectors become their indexes once all are known.
Result<> find_followers(std::vector<DetectorRule>& detectors) {
  for (DetectorRule& rule : detectors) {
    for (const std::string& name : rule.followed_by) {
      const auto found =
          std::find_if(detectors.begin(), detectors.end(),
                       [&name](const DetectorRule& other) { return other.name == name; });
      if (found == detectors.end() || found->shape != Shape::Digits) {
        return Error{ErrorCode::InvalidInput,
                     fmt::format("detector {}: `followed_by` names {}, which is no detector of "
                                 "shape digits",
                                 rule.name, name)};
      }
      rule.followers.push_back(static_cast<std::uint16_t>(found - detectors.begin()));
    }
  }
  return {};
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
  std::vector<std::pair<const RuleFile*, YamlNode>> detectors, allowed;
  for (const RuleFile& file : files) {
    if (!file.name.ends_with(".yaml")) {
      rules.attachments.push_back({file.name, file.yaml, file.exact});
      continue;
    }
    YamlNode root = TRY(tree_of(file));
    if (is_named(file.name, "types.yaml")) {
      TRY(read_types(file.name, root, rules));
    } else if (is_named(file.name, "context.yaml")) {
      TRY(read_context(file.name, root, rules.context));
    } else if (is_named(file.name, "allow.yaml")) {
      allowed.emplace_back(&file, std::move(root));
    } else {
      detectors.emplace_back(&file, std::move(root));
    }
  }
  // Types first: detectors name them, whatever the order of the files.
  for (const auto& [file, root] : detectors) TRY(read_detectors(file->name, root, rules));
  TRY(find_followers(rules.detectors));
  for (const auto& [file, root] : allowed) TRY(read_allow_rules(file->name, root, rules));
  rules.digest = digest_of(files);
  return rules;
}

const Attachment* find_attachment(const RuleSet& rules, std::string_view name) {
  const auto found = std::find_if(rules.attachments.begin(), rules.attachments.end(),
                                  [name](const Attachment& other) { return other.name == name; });
  return found == rules.attachments.end() ? nullptr : &*found;
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

#include "engine/detect/rules_detector.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "engine/detect/patterns.h"
#include "engine/detect/rules_exact.h"
#include "engine/detect/rules_reader.h"
#include "engine/detect/validators/given_names.h"

namespace holdfast::detect {
namespace {

constexpr std::string_view kShapes[] = {
    "digits", "token",      "prefix",  "pem",   "email",     "url",
    "ip",     "mac",        "iban",    "date",  "after_cue", "street",
    "words",  "given_name", "pattern", "exact", "document",  "name_model"};

// "9" or "13-19".
Result<LengthRange> parse_range(const MapReader& reader, std::string_view key,
                                std::string_view text) {
  LengthRange range;
  const char* end = text.data() + text.size();
  auto [at, problem] = std::from_chars(text.data(), end, range.min);
  range.max = range.min;
  if (problem == std::errc{} && at != end && *at == '-') {
    const auto second = std::from_chars(at + 1, end, range.max);
    at = second.ptr;
    problem = second.ec;
  }
  if (problem != std::errc{} || at != end || range.min == 0 || range.max < range.min) {
    return reader.error(fmt::format("`{}` must be like 9 or 13-19, not \"{}\"", key, text));
  }
  return range;
}

Result<std::uint64_t> read_lengths(MapReader& reader) {
  std::uint64_t lengths = 0;
  for (const std::string& text : TRY(reader.texts("lengths"))) {
    const LengthRange range = TRY(parse_range(reader, "lengths", text));
    if (range.max > kDigitsMax) {
      return reader.error(fmt::format("`lengths` must lie between 1 and {}", kDigitsMax));
    }
    for (unsigned n = range.min; n <= range.max; ++n) lengths |= 1ULL << n;
  }
  if (lengths == 0) return reader.error("`lengths` is missing");
  return lengths;
}

Result<Grouping> parse_grouping(const MapReader& reader, std::string_view text) {
  Grouping grouping;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find('-', begin), text.size());
    const LengthRange size = TRY(parse_range(reader, "groupings", text.substr(begin, end - begin)));
    if (grouping.count == grouping.sizes.size() || size.max > kDigitsMax) {
      return reader.error(fmt::format("grouping \"{}\" has too many or too large groups", text));
    }
    grouping.sizes[grouping.count++] = static_cast<std::uint8_t>(size.max);
    begin = end + 1;
  }
  return grouping;
}

Result<StartRange> parse_start(const MapReader& reader, std::string_view text) {
  const std::size_t dash = std::min(text.find('-'), text.size());
  const std::string_view low = text.substr(0, dash);
  const std::string_view high = dash < text.size() ? text.substr(dash + 1) : low;
  StartRange range;
  const auto number = [](std::string_view digits, std::uint32_t& value) {
    const char* end = digits.data() + digits.size();
    return std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
           std::from_chars(digits.data(), end, value).ptr == end;
  };
  if (low.empty() || low.size() > 9 || high.size() != low.size() || !number(low, range.low) ||
      !number(high, range.high) || range.high < range.low) {
    return reader.error(fmt::format("`starts` must be like 4 or 2221-2720, not \"{}\"", text));
  }
  range.digits = static_cast<std::uint8_t>(low.size());
  return range;
}

Result<> read_digits(MapReader& reader, DetectorRule& rule) {
  rule.lengths = TRY(read_lengths(reader));
  for (const std::string& text : TRY(reader.texts("groupings"))) {
    rule.groupings.push_back(TRY(parse_grouping(reader, text)));
    unsigned total = 0;
    for (const std::uint8_t size : rule.groupings.back().sizes) total += size;
    if (total > kDigitsMax || (rule.lengths >> total & 1) == 0) {
      return reader.error(fmt::format("grouping \"{}\" has a length that `lengths` lacks", text));
    }
  }
  constexpr std::string_view kPlus[] = {"forbidden", "allowed", "required"};
  const std::string plus = TRY(reader.text_or("plus", "forbidden"));
  rule.plus = static_cast<Plus>(TRY(reader.choice("plus", plus, kPlus)));
  for (const std::string& text : TRY(reader.texts("starts"))) {
    rule.starts.push_back(TRY(parse_start(reader, text)));
  }
  rule.disguise = TRY(reader.boolean_or("disguise", true));
  rule.followed_by = TRY(reader.texts("followed_by"));
  for (const char c : TRY(reader.text_or("separators", ""))) {
    rule.separators.set(static_cast<unsigned char>(c));
  }
  return {};
}

Result<CharSet> charset_named(const MapReader& reader, std::string_view name) {
  constexpr std::string_view kNames[] = {"base62", "base64", "base64url", "hex",   "alnum_upper",
                                         "word",   "dotted", "graph",     "track", "link"};
  const std::size_t index = TRY(reader.choice("charset", name, kNames));
  CharSet set;
  const auto add = [&set](std::string_view chars) {
    for (const char c : chars) set.set(static_cast<unsigned char>(c));
  };
  constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
  add("0123456789");
  if (kNames[index] == "hex") {
    add("abcdefABCDEF");
    return set;
  }
  add(kUpper);
  if (kNames[index] == "alnum_upper") return set;
  add(kLower);
  if (kNames[index] == "base64") add("+/=");
  if (kNames[index] == "base64url" || kNames[index] == "word") add("_-");
  if (kNames[index] == "dotted") add("_-.");
  if (kNames[index] == "track") add(" ^/.-");
  if (kNames[index] == "link") add("-._~/?&=%#+:@!$|*^");
  if (kNames[index] == "graph") {
    for (unsigned c = 0x21; c < 0x7f; ++c) set.set(c);
  }
  return set;
}

Result<> read_prefix(MapReader& reader, DetectorRule& rule) {
  rule.prefixes = TRY(reader.texts("prefixes"));
  if (rule.prefixes.empty()) return reader.error("`prefixes` is missing");
  for (const std::string& prefix : rule.prefixes) {
    if (prefix.size() < 3) return reader.error("each of `prefixes` needs three characters or more");
  }
  rule.charset = TRY(charset_named(reader, TRY(reader.text("charset"))));
  const std::vector<std::string> lengths = TRY(reader.texts("length"));
  if (lengths.size() != 1) return reader.error("`length` must be one range: [20-60]");
  rule.length = TRY(parse_range(reader, "length", lengths[0]));
  return {};
}

Result<> read_street(MapReader& reader, DetectorRule& rule) {
  MapReader words = TRY(MapReader::open(reader.file(), *TRY(reader.required("street_words"))));
  rule.street.before = TRY(words.texts("before"));
  rule.street.after = TRY(words.texts("after"));
  rule.street.suffix = TRY(words.texts("suffix"));
  TRY(words.finish());
  constexpr std::string_view kPlaces[] = {"first", "last", "any"};
  const std::string place = TRY(reader.text_or("number", "any"));
  rule.number = static_cast<NumberPlace>(TRY(reader.choice("number", place, kPlaces)));
  return {};
}

Result<> read_patterns(MapReader& reader, DetectorRule& rule) {
  rule.patterns = TRY(reader.texts("patterns"));
  if (rule.patterns.empty()) return reader.error("`patterns` is missing");
  rule.ignores_case = TRY(reader.boolean_or("ignore_case", false));
  for (const std::string& text : rule.patterns) {
    const auto pattern = Pattern::compile(text, {.ignores_case = rule.ignores_case});
    if (!pattern) {
      return reader.error(*reader.optional("patterns"),
                          fmt::format("\"{}\": {}", text, pattern.error().message));
    }
  }
  return {};
}

Result<> read_words(MapReader& reader, DetectorRule& rule, const RuleSet& rules) {
  rule.words = TRY(reader.texts_by_language("words"));
  rule.words_file = TRY(reader.text_or("words_file", ""));
  if (rule.words.empty() && rule.words_file.empty()) {
    return reader.error("`words` or `words_file` is missing");
  }
  if (!rule.words_file.empty() && find_attachment(rules, rule.words_file) == nullptr) {
    return reader.error(
        fmt::format("`words_file: {}` is not in the directory of the rules", rule.words_file));
  }
  return {};
}

Result<> read_shape(MapReader& reader, DetectorRule& rule, const RuleSet& rules) {
  const std::string name = TRY(reader.text("shape"));
  rule.shape = static_cast<Shape>(TRY(reader.choice("shape", name, kShapes)));
  switch (rule.shape) {
    case Shape::Digits:
      return read_digits(reader, rule);
    case Shape::Token:
      for (const std::string& pattern : TRY(reader.texts("templates"))) {
        auto parsed = TokenTemplate::parse(pattern);
        if (!parsed) return reader.error(parsed.error().message);
        rule.templates.push_back(*std::move(parsed));
      }
      if (rule.templates.empty()) return reader.error("`templates` is missing");
      return {};
    case Shape::Prefix:
      return read_prefix(reader, rule);
    case Shape::Pem:
      rule.labels = TRY(reader.texts("labels"));
      if (rule.labels.empty()) return reader.error("`labels` is missing");
      return {};
    case Shape::Url:
      rule.labels = TRY(reader.texts("schemes"));
      return {};
    case Shape::Ip: {
      constexpr std::string_view kVersions[] = {"any", "4", "6"};
      const std::string version = TRY(reader.text_or("version", "any"));
      constexpr std::uint8_t kNumbers[] = {0, 4, 6};
      rule.ip_version = kNumbers[TRY(reader.choice("version", version, kVersions))];
      return {};
    }
    case Shape::Date: {
      constexpr std::string_view kPrecisions[] = {"day", "month"};
      const std::string precision = TRY(reader.text_or("precision", "day"));
      rule.precision =
          static_cast<DatePrecision>(TRY(reader.choice("precision", precision, kPrecisions)));
      return {};
    }
    case Shape::AfterCue: {
      constexpr std::string_view kValues[] = {"secret", "answer", "identifier",
                                              "name",   "code",   "line"};
      const std::string value = TRY(reader.text("value"));
      rule.value = static_cast<ValueKind>(TRY(reader.choice("value", value, kValues)));
      rule.cue_required = true;
      return {};
    }
    case Shape::Street:
      return read_street(reader, rule);
    case Shape::GivenName:
      for (const std::string_view given : given_names()) rule.words.emplace_back(given);
      return {};
    case Shape::Words:
      return read_words(reader, rule, rules);
    case Shape::Pattern:
      return read_patterns(reader, rule);
    case Shape::Exact:
      return read_exact(reader, rule, rules);
    case Shape::Document:
      return read_document(reader, rule, rules);
    case Shape::Email:
    case Shape::Mac:
    case Shape::Iban:
    case Shape::NameModel:
      return {};
  }
  return {};
}

Result<Confidence> read_confidence(MapReader& reader) {
  MapReader levels = TRY(MapReader::open(reader.file(), *TRY(reader.required("confidence"))));
  Confidence confidence;
  confidence.bare = TRY(levels.fraction("bare"));
  confidence.formatted = TRY(levels.fraction_or("formatted", confidence.bare));
  confidence.cued = TRY(levels.fraction("cued"));
  confidence.strong = TRY(levels.fraction_or("strong", 0));
  TRY(levels.finish());
  if (confidence.formatted < confidence.bare) {
    return levels.error("`formatted` must not be lower than `bare`");
  }
  return confidence;
}

Result<> read_checks(MapReader& reader, DetectorRule& rule) {
  for (std::string& name : TRY(reader.texts("check"))) {
    const Validator run = find_validator(name);
    if (run == nullptr) {
      return reader.error(
          fmt::format("there is no check named \"{}\" in src/engine/detect/validators", name));
    }
    rule.checks.push_back({std::move(name), run});
  }
  return {};
}

// Takes the marks « and » out of the text.
Result<> read_marks(const MapReader& reader, const YamlNode& node, Example& example) {
  constexpr std::string_view kOpen = "«";
  constexpr std::string_view kClose = "»";
  std::string_view rest = node.scalar;
  while (true) {
    const std::size_t open = rest.find(kOpen);
    if (open == std::string_view::npos) break;
    const std::size_t close = rest.find(kClose, open);
    if (close == std::string_view::npos) return reader.error(node, "« lacks its »");
    example.text += rest.substr(0, open);
    const std::size_t begin = example.text.size();
    example.text += rest.substr(open + kOpen.size(), close - open - kOpen.size());
    example.spans.emplace_back(begin, example.text.size());
    rest = rest.substr(close + kClose.size());
  }
  example.text += rest;
  return {};
}

Result<Example> read_example(std::string_view file, const MapReader& reader, const YamlNode& node) {
  Example example{.file = std::string(file), .line = node.line};
  const YamlNode* text = &node;
  if (node.kind == YamlNode::Kind::Map) {
    MapReader parts = TRY(MapReader::open(file, node));
    example.ask = TRY(parts.text_or("ask", ""));
    text = TRY(parts.required("text"));
    TRY(parts.finish());
  }
  if (text->kind != YamlNode::Kind::Scalar || text->scalar.empty()) {
    return reader.error(node, "an example must be a text or {ask: question, text: answer}");
  }
  TRY(read_marks(reader, *text, example));
  return example;
}

Result<> read_examples(std::string_view file, MapReader& reader, std::string_view type,
                       std::vector<Example>& examples) {
  MapReader both = TRY(MapReader::open(file, *TRY(reader.required("examples"))));
  for (const bool matches : {true, false}) {
    const YamlNode* list = TRY(both.required(matches ? "match" : "no_match"));
    if (list->kind != YamlNode::Kind::List || list->items.empty()) {
      return both.error(*list, "an empty list of examples proves nothing; give one at least");
    }
    for (const YamlNode& item : list->items) {
      Example example = TRY(read_example(file, both, item));
      example.type = type;
      example.matches = matches;
      examples.push_back(std::move(example));
    }
  }
  return both.finish();
}

}  // namespace

Result<DetectorRule> read_detector(std::string_view file, const YamlNode& node, RuleSet& rules) {
  MapReader reader = TRY(MapReader::open(file, node));
  DetectorRule rule;
  rule.name = TRY(reader.text("name"));
  const std::string type = TRY(reader.text("type"));
  const auto found = std::find_if(rules.types.begin(), rules.types.end(),
                                  [&type](const EntityType& other) { return other.name == type; });
  if (found == rules.types.end()) {
    return reader.error(fmt::format("type \"{}\" is not in types.yaml", type));
  }
  rule.type = static_cast<TypeIndex>(found - rules.types.begin());
  TRY(read_shape(reader, rule, rules));
  rule.confidence = TRY(read_confidence(reader));
  rule.cue_required = TRY(reader.boolean_or("cue_required", rule.cue_required));
  rule.ignores_look_alikes = TRY(reader.boolean_or("ignores_look_alikes", false));
  rule.cues = TRY(reader.texts_by_language("cues"));
  rule.anti_cues = TRY(reader.texts_by_language("anti_cues"));
  if (rule.cue_required && rule.cues.empty()) {
    return reader.error("`cue_required` without `cues` would never find anything");
  }
  TRY(read_checks(reader, rule));
  // An example of a record would be a customer's data in a file of rules, one of a document long.
  const bool may_lack_examples = rule.shape == Shape::Exact || rule.shape == Shape::Document;
  if (!may_lack_examples || reader.optional("examples") != nullptr) {
    TRY(read_examples(file, reader, type, rules.examples));
  }
  if (may_lack_examples) TRY(expect_no_cues(reader, rule));
  TRY(reader.finish());
  return rule;
}

}  // namespace holdfast::detect

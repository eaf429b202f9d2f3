#include "engine/detect/rules_exact.h"

#include <charconv>

#include <fmt/core.h>

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kWithinMax = 100'000;
constexpr std::size_t kMatchesMax = 16;

Result<std::uint32_t> number_of(const MapReader& reader, std::string_view key,
                                std::string_view text, std::uint32_t max) {
  std::uint32_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size() || value == 0 || value > max) {
    return reader.error(fmt::format("`{}` must lie between 1 and {}", key, max));
  }
  return value;
}

// [customer_number, last_name] or {at_least: 2, of: [phone, email, last_name]}
Result<ExactMatch> read_match(const MapReader& rule, const YamlNode& node) {
  ExactMatch match;
  if (node.kind == YamlNode::Kind::Map) {
    MapReader reader = TRY(MapReader::open(rule.file(), node));
    match.columns = TRY(reader.texts("of"));
    match.needed = TRY(number_of(reader, "at_least", TRY(reader.text("at_least")), 16));
    TRY(reader.finish());
    if (match.needed < 2) {
      return reader.error(
          "`at_least` must be 2 or more; a column that is enough alone is a `match` "
          "of its own: [customer_number]");
    }
    return match;
  }
  for (const YamlNode& item : node.items) match.columns.push_back(item.scalar);
  if (node.kind != YamlNode::Kind::List || match.columns.empty()) {
    return rule.error(node, "a `match` is [column, column] or {at_least: 2, of: [column, column]}");
  }
  match.needed = static_cast<unsigned>(match.columns.size());
  return match;
}

}  // namespace

Result<> read_exact(MapReader& reader, DetectorRule& rule, const RuleSet& rules) {
  rule.exact.index = TRY(reader.text("index"));
  const Attachment* index = find_attachment(rules, rule.exact.index);
  if (index == nullptr || index->exact == nullptr) {
    return reader.error(
        fmt::format("`index: {}` is no index of records in the directory of the "
                    "rules; build it (holdfast rules exact build)",
                    rule.exact.index));
  }
  const YamlNode* matches = TRY(reader.required("match"));
  if (matches->kind != YamlNode::Kind::List || matches->items.empty() ||
      matches->items.size() > kMatchesMax) {
    return reader.error(*matches, fmt::format("`match` is a list of 1 to {}", kMatchesMax));
  }
  for (const YamlNode& node : matches->items) {
    rule.exact.matches.push_back(TRY(read_match(reader, node)));
  }
  const std::string within = TRY(reader.text_or("within", "300"));
  rule.exact.within =
      within == "message" ? 0xFFFFFFFF : TRY(number_of(reader, "within", within, kWithinMax));
  return {};
}

Result<> read_document(MapReader& reader, DetectorRule& rule, const RuleSet& rules) {
  rule.document.prints = TRY(reader.text("prints"));
  if (find_attachment(rules, rule.document.prints) == nullptr) {
    return reader.error(
        fmt::format("`prints: {}` is not in the directory of the rules; build it "
                    "(holdfast rules documents build)",
                    rule.document.prints));
  }
  rule.document.contains = TRY(reader.fraction_or("contains", rule.document.contains));
  constexpr float kContainsMin = 0.05F;  // below it, a turn of phrase is a document
  if (rule.document.contains < kContainsMin) {
    return reader.error(fmt::format("`contains` must lie between {} and 1", kContainsMin));
  }
  return {};
}

Result<> expect_no_cues(const MapReader& reader, const DetectorRule& rule) {
  if (rule.cues.empty() && rule.anti_cues.empty() && rule.checks.empty() && !rule.cue_required) {
    return {};
  }
  return reader.error("`cues`, `anti_cues`, `cue_required` and `check` do not go with this shape");
}

}  // namespace holdfast::detect

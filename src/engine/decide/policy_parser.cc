// Reads a policy document. Every problem says its line, its column and what to change.

#include <algorithm>
#include <cstddef>
#include <optional>

#include <fmt/core.h>

#include "base/check.h"
#include "engine/decide/message_facts.h"
#include "engine/decide/near_name.h"
#include "engine/decide/policy_impl.h"

namespace holdfast::decide {
namespace {

constexpr std::size_t kRulesMax = 500;
constexpr std::size_t kNameBytesMax = 64;
constexpr std::size_t kTextBytesMax = 2000;

const std::vector<std::string> kVerdictNames = {"allow",    "coach", "redact",
                                                "tokenise", "hold",  "block"};
const std::vector<std::string> kSeverityNames = {"info", "low", "medium", "high", "critical"};
const std::vector<std::string> kOverrideNames = {"no", "with_reason", "allowed"};
const std::vector<std::string> kMethodNames = {"mask", "redact", "hash", "replace"};

// The place of the scalar in `names`, which are those of an enum in its order.
template <typename Enum>
Result<Enum> parse_enum(const YamlNode& node, std::string_view what,
                        const std::vector<std::string>& names) {
  const std::string_view name = TRY(node.text());
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) {
    return node.error(fmt::format("no {} is '{}'{}", what, name, hint_for(name, names)));
  }
  return static_cast<Enum>(found - names.begin());
}

Result<std::string> parse_prose(const YamlNode& node) {
  const std::string_view text = TRY(node.text());
  if (text.size() > kTextBytesMax) {
    return node.error(fmt::format("{} bytes, {} allowed", text.size(), kTextBytesMax));
  }
  return std::string(text);
}

Result<LocalText> parse_local_text(const YamlNode& node, std::string_view what) {
  LocalText local;
  if (node.is_scalar()) {
    local.texts.fill(TRY(parse_prose(node)));
    return local;
  }
  YamlMembers members = TRY(YamlMembers::of(node, what));
  local.texts.fill(TRY(parse_prose(*TRY(members.required("en")))));
  for (std::size_t i = 1; i < kLocales.size(); ++i) {
    const YamlNode* translation = members.optional(kLocales[i]);
    if (translation != nullptr) local.texts[i] = TRY(parse_prose(*translation));
  }
  TRY(members.finish());
  return local;
}

Result<protect::Transform> parse_transform(const YamlNode& node) {
  YamlMembers members = TRY(YamlMembers::of(node, "'protect'"));
  protect::Transform transform;
  const YamlNode* method = TRY(members.required("method"));
  transform.method = TRY(parse_enum<protect::Method>(*method, "method", kMethodNames));
  if (const YamlNode* keep_last = members.optional("keep_last")) {
    if (transform.method != protect::Method::Mask) {
      return keep_last->error("'keep_last' goes with method mask only");
    }
    const double kept = TRY(keep_last->number());
    if (kept != static_cast<double>(static_cast<int>(kept)) || kept < 0 || kept > 16) {
      return keep_last->error("a whole number from 0 to 16 is expected here");
    }
    transform.keep_last = static_cast<std::uint8_t>(kept);
  }
  TRY(members.finish());
  return transform;
}

class RuleReader {
 public:
  explicit RuleReader(const Schema& schema) : schema_(schema) {}

  Result<PolicyRule> read(const YamlNode& node) {
    YamlMembers members = TRY(YamlMembers::of(node, "a rule"));
    RuleInfo info;
    info.line = node.place.line;
    info.name = TRY(parse_name(*TRY(members.required("name"))));
    info.description = std::string(TRY(members.text_or("description", "")));
    const YamlNode* when = TRY(members.required("when"));
    const YamlNode* unless = members.optional("unless");
    const YamlNode* then = TRY(members.required("then"));
    TRY(members.finish());
    Matcher matcher = TRY(Matcher::compile(*when, unless, schema_));
    TRY(read_then(*then, matcher.selects(), info));
    return PolicyRule{std::move(info), std::move(matcher)};
  }

 private:
  static Result<> read_then(const YamlNode& node, bool selects, RuleInfo& info) {
    YamlMembers members = TRY(YamlMembers::of(node, "'then'"));
    const YamlNode* verdict = TRY(members.required("verdict"));
    info.verdict = TRY(parse_enum<Verdict>(*verdict, "verdict", kVerdictNames));
    if (info.verdict == Verdict::Tokenise) {
      // Without a vault that keeps the values, a token is a mask that promises what it cannot do.
      return verdict->error(
          "'tokenise' is not offered yet: nothing could turn the tokens back; use redact");
    }
    const YamlNode* severity = TRY(members.required("severity"));
    info.severity = TRY(parse_enum<Severity>(*severity, "severity", kSeverityNames));
    info.reason = TRY(parse_prose(*TRY(members.required("reason"))));
    TRY(read_words(members, info));
    if (const YamlNode* override = members.optional("override")) {
      info.override = TRY(parse_enum<Override>(*override, "override", kOverrideNames));
    }
    TRY(read_protection(members, *verdict, selects, info));
    return members.finish();
  }

  static Result<> read_words(YamlMembers& members, RuleInfo& info) {
    if (const YamlNode* offer = members.optional("offer")) {
      info.offer = TRY(parse_local_text(*offer, "'offer'"));
    }
    if (const YamlNode* coach_notice = members.optional("coach_notice")) {
      if (info.verdict <= Verdict::Coach) {
        return coach_notice->error(fmt::format(
            "'{}' is never weakened to coach: remove 'coach_notice'", to_string(info.verdict)));
      }
      info.coach_notice = TRY(parse_local_text(*coach_notice, "'coach_notice'"));
    }
    // Whoever is stopped is told so.
    if (info.verdict >= Verdict::Coach) {
      info.notice = TRY(parse_local_text(*TRY(members.required("notice")), "'notice'"));
    } else if (const YamlNode* notice = members.optional("notice")) {
      return notice->error("nobody is told of what is allowed: remove 'notice' or use coach");
    }
    return {};
  }

  static Result<> read_protection(YamlMembers& members, const YamlNode& verdict, bool selects,
                                  RuleInfo& info) {
    if (info.verdict == Verdict::Redact && !selects) {
      return verdict.error("'redact' protects findings: ask for a finding.* in 'when'");
    }
    const YamlNode* protection = members.optional("protect");
    if (protection == nullptr) return {};
    if (info.verdict < Verdict::Redact) {
      return protection->error(
          fmt::format("'{}' changes no text: remove 'protect'", to_string(info.verdict)));
    }
    info.transform = TRY(parse_transform(*protection));
    return {};
  }

  const Schema& schema_;
};

Result<double> parse_threshold(const YamlNode& node) {
  constexpr double kLeast = 0.05;  // below, everything is a finding
  const double threshold = TRY(node.number());
  if (threshold < kLeast || threshold > 1) {
    return node.error("a confidence from 0.05 to 1 is expected here");
  }
  return threshold;
}

// `thresholds: {default: 0.6, payment_card: 0.3, health: 0.8}`: types and categories by name.
Result<Thresholds> parse_thresholds(const YamlNode& node, const Policy::Vocabulary& vocabulary) {
  if (!node.is_mapping()) {
    return node.error("'thresholds' maps types, categories or 'default' to a confidence");
  }
  Thresholds thresholds;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const std::string name(TRY(node.keys[i].text()));
    const double threshold = TRY(parse_threshold(node.items[i]));
    if (name == "default") {
      thresholds.usual = threshold;
    } else if (std::ranges::find(vocabulary.types, name) != vocabulary.types.end()) {
      thresholds.types.emplace_back(name, threshold);
    } else if (std::ranges::find(vocabulary.categories, name) != vocabulary.categories.end()) {
      thresholds.categories.emplace_back(name, threshold);
    } else {
      std::vector<std::string> names = vocabulary.types;
      names.insert(names.end(), vocabulary.categories.begin(), vocabulary.categories.end());
      names.emplace_back("default");
      return node.keys[i].error(
          fmt::format("no type or category is '{}'{}", name, hint_for(name, names)));
    }
  }
  return thresholds;
}

Result<std::vector<PolicyRule>> parse_rules(const YamlNode& list, const Schema& schema) {
  if (!list.is_sequence() || list.items.empty()) return list.error("'rules' is a list of rules");
  if (list.items.size() > kRulesMax) {
    return list.error(fmt::format("{} rules, {} allowed", list.items.size(), kRulesMax));
  }
  std::vector<PolicyRule> rules;
  RuleReader reader(schema);
  for (const YamlNode& item : list.items) {
    PolicyRule rule = TRY(reader.read(item));
    const auto same_name = [&](const PolicyRule& other) {
      return other.info.name == rule.info.name;
    };
    if (std::ranges::any_of(rules, same_name)) {
      return item.error(fmt::format("two rules are named '{}'", rule.info.name));
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace

Result<std::string> parse_name(const YamlNode& node) {
  const std::string_view name = TRY(node.text());
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (name.size() > kNameBytesMax || !std::ranges::all_of(name, is_allowed) ||
      name.front() == '-' || name.back() == '-') {
    return node.error(fmt::format(
        "a name is lower-case words joined by hyphens, at most {} characters", kNameBytesMax));
  }
  return std::string(name);
}

Result<Policy> Policy::parse(std::string_view yaml, const Vocabulary& vocabulary) {
  CHECK(vocabulary.type_categories.empty() ||
        vocabulary.type_categories.size() == vocabulary.types.size());
  const YamlNode root = TRY(parse_yaml(yaml));
  YamlMembers members = TRY(YamlMembers::of(root, "a policy"));
  auto impl = std::make_unique<Impl>();
  impl->name = TRY(parse_name(*TRY(members.required("policy"))));
  impl->title = TRY(parse_prose(*TRY(members.required("title"))));
  impl->description = std::string(TRY(members.text_or("description", "")));
  const YamlNode* thresholds = members.optional("thresholds");
  const YamlNode* rules = TRY(members.required("rules"));
  const YamlNode* tests = TRY(members.required("tests"));
  TRY(members.finish());

  if (thresholds != nullptr) impl->thresholds = TRY(parse_thresholds(*thresholds, vocabulary));
  const Schema schema = message_schema(vocabulary);
  impl->rules = TRY(parse_rules(*rules, schema));
  std::vector<std::string> names;
  for (const PolicyRule& rule : impl->rules) {
    names.push_back(rule.info.name);
    impl->guards.push_back(rule.matcher.guards());
  }
  impl->tests = TRY(parse_tests(*tests, vocabulary, schema, names));
  return Policy(std::move(impl));
}

}  // namespace holdfast::decide

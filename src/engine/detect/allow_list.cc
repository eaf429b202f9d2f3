#include "engine/detect/allow_list.h"

#include <algorithm>
#include <cstring>

#include <fmt/core.h>

#include "base/check.h"
#include "base/sha256.h"
#include "base/wildcard.h"
#include "engine/detect/fold.h"
#include "engine/detect/rules.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kValuesMax = 1'000'000;  // of one list
constexpr std::size_t kAllowRulesMax = 10'000;

bool is_separator(char c) {
  return std::string_view(" -./_()+\t").find(c) != std::string_view::npos;
}

// As values are compared.
std::string comparable(std::string_view value) {
  const bool is_plain = std::all_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || is_alnum(c) || is_separator(c);
  });
  std::string kept;
  for (const char c : value) {
    if (!is_plain || !is_separator(c)) kept += c;
  }
  return folded(kept);
}

}  // namespace

AllowList::ValueHash AllowList::hash_of(std::string_view value) {
  const Hash digest = sha256({as_bytes(comparable(value))});
  ValueHash hash{};
  std::memcpy(hash.data(), digest.data(), sizeof hash);
  return hash;
}

Result<> AllowList::add_values(std::string_view file, std::string_view lines, std::uint16_t rule) {
  std::size_t count = 0;
  for (std::size_t number = 1; !lines.empty(); ++number) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    if (++count > kValuesMax) {
      return Error{ErrorCode::InvalidInput,
                   fmt::format("{}:{}: a list holds at most {} values", file, number, kValuesMax)};
    }
    values_.push_back({hash_of(line), rule});
  }
  return {};
}

Result<AllowList> AllowList::build(const RuleSet& rules) {
  AllowList list;
  if (rules.allow.size() > kAllowRulesMax) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("allow.yaml:1: more than {} entries", kAllowRulesMax)};
  }
  for (const AllowRule& given : rules.allow) {
    const auto index = static_cast<std::uint16_t>(list.rules_.size());
    const bool is_by_value =
        !given.values.empty() || !given.values_file.empty() || !given.patterns.empty();
    list.rules_.push_back(
        {.types = given.types, .fields = given.fields, .is_by_value = is_by_value});
    for (const std::string& value : given.values) list.values_.push_back({hash_of(value), index});
    if (!given.values_file.empty()) {
      const Attachment* file = find_attachment(rules, given.values_file);
      CHECK(file != nullptr);  // as rules_allow.cc saw to
      TRY(list.add_values(file->name, file->content, index));
    }
    for (const std::string& text : given.patterns) {
      list.patterns_.push_back({
        TRY(Pattern::compile(text, {.ignores_case = true}))
        , index
      });
    }
  }
  std::sort(list.values_.begin(), list.values_.end());
  return list;
}

bool AllowList::applies(const Rule& rule, TypeIndex type, std::string_view field) const {
  const bool is_of_type = rule.types.empty() ||
                          std::find(rule.types.begin(), rule.types.end(), type) != rule.types.end();
  return is_of_type &&
         (rule.fields.empty() ||
          std::any_of(rule.fields.begin(), rule.fields.end(), [field](const std::string& one) {
            return wildcard_matches(one, field, QuestionMark::Itself);
          }));
}

bool AllowList::allows(TypeIndex type, std::string_view value, std::string_view field) const {
  for (const Rule& rule : rules_) {
    if (!rule.is_by_value && applies(rule, type, field)) return true;
  }
  if (!values_.empty()) {
    const Value wanted{hash_of(value), 0};
    for (auto at = std::lower_bound(values_.begin(), values_.end(), wanted);
         at != values_.end() && at->hash == wanted.hash; ++at) {
      if (applies(rules_[at->rule], type, field)) return true;
    }
  }
  return std::any_of(patterns_.begin(), patterns_.end(), [&](const PatternOf& one) {
    return applies(rules_[one.rule], type, field) && one.pattern.matches_whole(value);
  });
}

}  // namespace holdfast::detect

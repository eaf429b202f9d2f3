#include "engine/detect/value_forms.h"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/detect/detector_impl.h"

namespace holdfast::detect {
namespace {

constexpr std::uint64_t kDigits = (1ULL << 10) - 1;
constexpr std::uint64_t kLetters = ((1ULL << 26) - 1) << 10;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Letters stay letters and digits digits.
std::uint64_t same_kind(char c) {
  const unsigned symbol = symbol_of(c);
  return symbol < 10 ? kDigits : symbol < 36 ? kLetters : 0;
}

std::vector<std::uint64_t> same_kinds(std::string_view text) {
  std::vector<std::uint64_t> choices;
  for (const char c : text) choices.push_back(same_kind(c));
  return choices;
}

bool starts_fit(const DetectorRule& rule, std::string_view digits) {
  if (rule.starts.empty()) return true;
  return std::ranges::any_of(rule.starts, [&](const StartRange& range) {
    if (digits.size() < range.digits) return false;
    std::uint32_t value = 0;
    for (const char c : digits.substr(0, range.digits)) {
      value = value * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return value >= range.low && value <= range.high;
  });
}

std::optional<ValueForm> digits_form(const DetectorRule& rule, std::string_view compact) {
  const bool has_plus = compact.starts_with('+');
  const std::string_view digits = compact.substr(has_plus ? 1 : 0);
  if (digits.empty() || digits.size() > kDigitsMax || !std::ranges::all_of(digits, is_digit)) {
    return std::nullopt;
  }
  const bool plus_fits = has_plus ? rule.plus != Plus::Forbidden : rule.plus != Plus::Required;
  if (!plus_fits || (rule.lengths >> digits.size() & 1) == 0 || !starts_fit(rule, digits)) {
    return std::nullopt;
  }
  ValueForm form{.choices = same_kinds(compact)};
  if (has_plus) return form;  // what a plus is followed by is a country's code: the checks tell
  for (const StartRange& range : rule.starts) {
    form.starts.push_back({.low = range.low, .high = range.high, .digits = range.digits});
  }
  return form;
}

std::optional<ValueForm> token_form(const DetectorRule& rule, std::string_view compact) {
  std::array<char, TokenTemplate::kPositionsMax> buffer;
  for (const TokenTemplate& pattern : rule.templates) {
    const TokenMatch match = pattern.match(compact, 0, buffer.data());
    if (match.end == 0 || match.end != compact.size() || match.compact != compact.size()) continue;
    ValueForm form;
    for (std::size_t step = 0; step < pattern.size(); ++step) {
      if (pattern.is_separator_at(step)) continue;
      const std::size_t place = form.choices.size();
      form.choices.push_back(pattern.accepted_at(step) & same_kind(compact[place]));
    }
    if (form.choices.size() == compact.size()) return form;
  }
  return std::nullopt;
}

std::optional<ValueForm> prefix_form(const DetectorRule& rule, std::string_view verbatim) {
  std::size_t longest = 0;
  for (const std::string& prefix : rule.prefixes) {
    if (verbatim.starts_with(prefix)) longest = std::max(longest, prefix.size());
  }
  if (longest == 0) return std::nullopt;
  ValueForm form{.choices = same_kinds(verbatim), .is_verbatim = true};
  std::fill_n(form.choices.begin(), longest, 0);
  return form;
}

std::optional<ValueForm> form_of(const DetectorRule& rule, std::string_view compact,
                                 std::string_view verbatim) {
  switch (rule.shape) {
    case Shape::Digits:
      return digits_form(rule, compact);
    case Shape::Token:
      return token_form(rule, compact);
    case Shape::Prefix:
      return prefix_form(rule, verbatim);
    case Shape::AfterCue:
      return rule.value == ValueKind::Identifier || rule.value == ValueKind::Code
                 ? std::optional(ValueForm{.choices = same_kinds(compact)})
                 : std::optional(ValueForm{.choices = same_kinds(verbatim), .is_verbatim = true});
    default:
      return std::nullopt;
  }
}

}  // namespace

bool ValueForm::accepts(std::string_view compact) const {
  return std::ranges::all_of(checks, [&](const NamedOutcome& outcome) {
    return outcome.check(compact) >= outcome.at_least;
  });
}

std::vector<ValueForm> ValueForms::of(std::string_view type_name, std::string_view compact,
                                      std::string_view verbatim) const {
  std::vector<ValueForm> forms;
  TypeIndex type = 0;
  if (detector_.find_type(type_name, &type) == nullptr || compact.empty()) return forms;
  for (const DetectorRule& rule : detector_.impl().rules.rules.detectors) {
    if (rule.type != type) continue;
    std::optional<ValueForm> form = form_of(rule, compact, verbatim);
    if (!form) continue;
    const std::string_view checked = form->is_verbatim ? verbatim : compact;
    const bool passes = std::ranges::all_of(rule.checks, [&](const NamedCheck& check) {
      const Check::Outcome outcome = check.run(checked);
      form->checks.push_back({check.run, outcome});
      return outcome != Check::Outcome::Fail;
    });
    if (passes) forms.push_back(*std::move(form));
  }
  return forms;
}

std::vector<std::string_view> ValueForms::words(std::string_view type_name) const {
  std::vector<std::string_view> words;
  TypeIndex type = 0;
  if (detector_.find_type(type_name, &type) == nullptr) return words;
  for (const DetectorRule& rule : detector_.impl().rules.rules.detectors) {
    if (rule.type == type) words.insert(words.end(), rule.words.begin(), rule.words.end());
  }
  return words;
}

std::vector<std::string_view> ValueForms::street_words() const {
  std::vector<std::string_view> words;
  for (const DetectorRule& rule : detector_.impl().rules.rules.detectors) {
    for (const auto* list : {&rule.street.before, &rule.street.after, &rule.street.suffix}) {
      words.insert(words.end(), list->begin(), list->end());
    }
  }
  return words;
}

}  // namespace holdfast::detect

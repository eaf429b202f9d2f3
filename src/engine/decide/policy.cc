#include "engine/decide/policy.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "engine/decide/policy_impl.h"

namespace holdfast::decide {
namespace {

constexpr std::array<std::string_view, 3> kOverrides = {"no", "with_reason", "allowed"};

// Of rules that have none of their own. True of any rule and of whoever sent the message.
const LocalText& neutral_coach_notice() {
  static const LocalText text{
      {"This was passed on as it was written. It seems to hold something that should not be sent "
       "this way; please take another look.",
       "Das wurde so weitergegeben, wie es geschrieben war. Es enthält anscheinend etwas, das so "
       "nicht gesendet werden sollte; bitte sehen Sie noch einmal nach.",
       "Esto se ha transmitido tal como se escribió. Parece contener algo que no debería enviarse "
       "así; por favor, revíselo.",
       "Ceci a été transmis tel quel. Cela semble contenir quelque chose qui ne devrait pas être "
       "envoyé ainsi ; merci de vérifier."}};
  return text;
}

}  // namespace

const std::string& RuleInfo::notice_for(Verdict effective, std::string_view locale) const {
  if (effective == Verdict::Allow || effective >= verdict) return notice.in(locale);
  return (coach_notice.empty() ? neutral_coach_notice() : coach_notice).in(locale);
}

std::string_view to_string(Override override) {
  return kOverrides[static_cast<std::size_t>(override)];
}

const std::string& LocalText::in(std::string_view locale) const {
  const auto found = std::ranges::find(kLocales, locale.substr(0, 2));
  return found == kLocales.end() ? texts[0]
                                 : texts[static_cast<std::size_t>(found - kLocales.begin())];
}

Policy::Policy(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Policy::Policy(Policy&&) noexcept = default;
Policy& Policy::operator=(Policy&&) noexcept = default;
Policy::~Policy() = default;

const std::string& Policy::name() const { return impl_->name; }
const std::string& Policy::title() const { return impl_->title; }
const std::string& Policy::description() const { return impl_->description; }
std::size_t Policy::test_count() const { return impl_->tests.size(); }

double Policy::lowest_threshold() const { return impl_->thresholds.lowest(); }

double lowest_threshold(std::span<const ActivePolicy> policies) {
  double least = kUsualThreshold;
  for (const ActivePolicy& active : policies) {
    least = std::min(least, active.policy->lowest_threshold());
  }
  return least;
}

std::vector<std::string> Policy::rule_names() const {
  std::vector<std::string> names;
  for (const PolicyRule& rule : impl_->rules) names.push_back(rule.info.name);
  return names;
}

std::vector<RuleInfo> Policy::rules() const {
  std::vector<RuleInfo> rules;
  for (const PolicyRule& rule : impl_->rules) rules.push_back(rule.info);
  return rules;
}

}  // namespace holdfast::decide

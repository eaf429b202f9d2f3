#include "engine/detect/registered.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/check.h"

namespace holdfast::detect {

Result<> Registered::add_exact(const RuleSet& rules, DetectorIndex detector) {
  const DetectorRule& rule = rules.detectors[detector];
  const Attachment* file = find_attachment(rules, rule.exact.index);
  CHECK(file != nullptr && file->exact != nullptr);  // as rules_exact.cc saw to
  auto finder = std::find_if(exact_.begin(), exact_.end(), [file](const ExactFinder& other) {
    return &other.index() == file->exact.get();
  });
  if (finder == exact_.end()) finder = exact_.insert(finder, ExactFinder(file->exact));
  const Result<> added = finder->add(detector, rule.exact);
  if (added) return {};
  return Error{added.error().code,
               fmt::format("{}:1: detector {}: {}", rule.exact.index, rule.name,
                           added.error().message)};
}

Result<Registered> Registered::build(const RuleSet& rules) {
  Registered registered;
  for (std::size_t i = 0; i < rules.detectors.size(); ++i) {
    if (rules.detectors[i].shape != Shape::Exact) continue;
    TRY(registered.add_exact(rules, static_cast<DetectorIndex>(i)));
  }
  return registered;
}

}  // namespace holdfast::detect

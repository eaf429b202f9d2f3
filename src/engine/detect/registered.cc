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
  return Error{added.error().code, fmt::format("{}:1: detector {}: {}", rule.exact.index, rule.name,
                                               added.error().message)};
}

Result<> Registered::add_document(const RuleSet& rules, DetectorIndex detector) {
  const DocumentRule& rule = rules.detectors[detector].document;
  const Attachment* file = find_attachment(rules, rule.prints);
  CHECK(file != nullptr);  // as rules_exact.cc saw to
  const Result<> added = documents_.add(detector, as_bytes(file->content), rule.contains);
  if (added) return {};
  return Error{added.error().code, fmt::format("{}:1: {}", rule.prints, added.error().message)};
}

Result<Registered> Registered::build(const RuleSet& rules) {
  Registered registered;
  for (std::size_t i = 0; i < rules.detectors.size(); ++i) {
    const auto detector = static_cast<DetectorIndex>(i);
    if (rules.detectors[i].shape == Shape::Exact) TRY(registered.add_exact(rules, detector));
    if (rules.detectors[i].shape == Shape::Document) TRY(registered.add_document(rules, detector));
  }
  registered.documents_.finish();
  return registered;
}

}  // namespace holdfast::detect

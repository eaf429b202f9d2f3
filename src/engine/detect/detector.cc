#include "engine/detect/detector.h"

#include <algorithm>

#include "base/check.h"
#include "base/embedded.h"
#include "engine/detect/detector_impl.h"
#include "engine/detect/pipeline.h"

namespace holdfast {
extern const EmbeddedFile detect_rule_files[];
extern const std::size_t detect_rule_files_count;
extern const EmbeddedFile detect_rule_trees[];  // as many, in the same order
}  // namespace holdfast

namespace holdfast::detect {

Scratch::Scratch() : impl_(std::make_unique<Impl>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

Detector::Detector(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Detector::Detector(const Detector&) = default;
Detector& Detector::operator=(const Detector&) = default;
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;
Detector::~Detector() = default;

Result<Detector> Detector::load(std::span<const RuleFile> files) {
  RuleSet rules = TRY(parse_rules(files));
  auto impl = std::make_shared<Impl>();
  impl->rules = TRY(Compiled::build(std::move(rules)));
  return Detector(std::move(impl));
}

std::vector<RuleFile> embedded_rules() {
  std::vector<RuleFile> files;
  for (std::size_t i = 0; i < detect_rule_files_count; ++i) {
    files.push_back({std::string("rules/") + detect_rule_files[i].name,
                     detect_rule_files[i].content(), detect_rule_trees[i].content()});
  }
  return files;
}

Result<Detector> Detector::load_embedded() { return load(embedded_rules()); }

Result<Detector> Detector::load_with(std::span<const RuleFile> own) {
  std::vector<RuleFile> files = embedded_rules();
  files.insert(files.end(), own.begin(), own.end());
  return load(files);
}

std::vector<Finding> Detector::detect(std::string_view text, Scratch& scratch,
                                      const Options& options) const {
  CHECK(text.size() <= kTextBytesMax);
  std::vector<Finding> findings;
  run(impl_->rules, scratch.impl().work, text, options, {}, findings);
  return findings;
}

std::span<const EntityType> Detector::types() const { return impl_->rules.rules.types; }

const EntityType* Detector::find_type(std::string_view name, TypeIndex* index) const {
  const std::span<const EntityType> all = types();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [name](const EntityType& type) { return type.name == name; });
  if (found == all.end()) return nullptr;
  if (index != nullptr) *index = static_cast<TypeIndex>(found - all.begin());
  return &*found;
}

const std::string& Detector::rules_digest() const { return impl_->rules.rules.digest; }

}  // namespace holdfast::detect

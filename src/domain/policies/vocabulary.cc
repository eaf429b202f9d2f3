#include "domain/policies/vocabulary.h"

#include <algorithm>

namespace holdfast::policies {

decide::Policy::Vocabulary vocabulary_of(const detect::Detector& detector) {
  decide::Policy::Vocabulary vocabulary;
  // Every category, so that a rule may speak of one whose types are yet to be written.
  for (int i = 0; i <= static_cast<int>(detect::Category::Custom); ++i) {
    vocabulary.categories.emplace_back(to_string(static_cast<detect::Category>(i)));
  }
  for (const detect::EntityType& type : detector.types()) {
    vocabulary.types.push_back(type.name);
    vocabulary.type_categories.emplace_back(to_string(type.category));
  }
  return vocabulary;
}

}  // namespace holdfast::policies

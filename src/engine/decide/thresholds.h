// How sure a finding must be for one policy's rules to see it.

#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/decide/policy.h"

namespace holdfast::decide {

class Thresholds {
 public:
  // What a type's own threshold says, else its category's, else the default.
  double of(const FindingFact& finding) const {
    if (const double* own = find(types, finding.type)) return *own;
    if (const double* shared = find(categories, finding.category)) return *shared;
    return usual;
  }
  double lowest() const {
    double least = usual;
    for (const auto* list : {&types, &categories}) {
      for (const auto& [name, threshold] : *list) least = std::min(least, threshold);
    }
    return least;
  }
  // Whether it says what holds for every policy without thresholds.
  bool is_usual() const { return usual == kUsualThreshold && types.empty() && categories.empty(); }

  using Named = std::vector<std::pair<std::string, double>>;
  double usual = kUsualThreshold;
  Named types;
  Named categories;

 private:
  static const double* find(const Named& list, std::string_view name) {
    const auto found = std::ranges::find(list, name, &Named::value_type::first);
    return found == list.end() ? nullptr : &found->second;
  }
};

}  // namespace holdfast::decide

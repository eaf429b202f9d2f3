// Other ways to write a cue: rules give one, people write several.
//
// "número de la tarjeta" is also "nº de tarjeta" and "num tarjeta", "Kundennummer" is "Kunden-Nr.",
// "date of birth" is "date birth", "DNI" is "D.N.I.". What may stand for what is said in
// rules/context.yaml; a cue's forms are worked out once, when rules are loaded.

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/detect/rules.h"

namespace holdfast::detect {

class CueForms {
 public:
  explicit CueForms(const ContextRules& context);

  // The phrase, first and as written, and its other forms, folded. At most kFormsMax, each of one
  // to kCueWordsMax words.
  static constexpr std::size_t kFormsMax = 40;
  std::vector<std::string> of(std::string_view phrase) const;

 private:
  using Words = std::vector<std::string>;
  void leave_out_small(std::vector<Words>& forms) const;
  void replace_words(std::vector<Words>& forms) const;
  void replace_ending(std::vector<Words>& forms) const;

  std::unordered_map<std::string, std::vector<std::string>> words_;  // folded word: others
  // Of a phrase or compound; in order, as the most forms that a cue may have must be the same ones.
  std::map<std::string, std::vector<std::string>> endings_;
  std::unordered_set<std::string> small_;
};

}  // namespace holdfast::detect

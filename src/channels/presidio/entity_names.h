// Holdfast's types under the names that Presidio's clients use.
//
// rules/types.yaml says which types have a name there (payment_card is CREDIT_CARD); a name may
// stand for several types (NRP). Whatever has none appears under its own, in upper case: UK_NINO.

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/detect/detector.h"

namespace holdfast::presidio {

// Immutable, shared by all threads.
class EntityNames {
 public:
  explicit EntityNames(const detect::Detector& detector);

  const std::string& name_of(detect::TypeIndex type) const { return name_of_type_[type]; }
  // As Presidio calls its finders: "PaymentCardRecognizer".
  const std::string& recognizer_of(detect::TypeIndex type) const { return recognizers_[type]; }

  // Empty for a name that no type has.
  std::vector<detect::TypeIndex> types_of(std::string_view name) const;
  // The first type's own name: payment_card for CREDIT_CARD. The name itself where no type has it.
  std::string type_name_of(std::string_view name) const;
  // True where one of the types that bear the name is a secret of which nothing may be derived.
  bool keeps_nothing_derived(std::string_view name) const;

  const std::vector<std::string>& names() const { return names_; }  // sorted, each once
  std::vector<std::string> recognizers() const;                     // sorted

 private:
  std::vector<std::string> own_names_, name_of_type_, recognizers_;  // by type
  std::vector<std::string> names_;
  std::multimap<std::string, detect::TypeIndex, std::less<>> types_;
  std::map<std::string, bool, std::less<>> keeps_nothing_derived_;
};

}  // namespace holdfast::presidio

// Another value of the same type for a value: one that looks real and is nobody's.
//
// Tests, training and analysis need texts that read as before. A surrogate has the type's shape and
// check digits and the writing of what it stands for, comes from ranges set apart for examples
// where there are any, and is the same for the same value, key and scope. There is no way back.
// Immutable and thread-safe.
//
// Sources: RFC 2606 (names), RFC 5737 and 3849 (addresses of machines), Ofcom, ACMA, ARCEP,
// Bundesnetzagentur, ComReg, PTS and the North American plan (telephone numbers for drama), the
// card schemes' published test numbers.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "engine/detect/value_forms.h"
#include "engine/protect/keyed_stream.h"
#include "engine/protect/scope.h"

namespace holdfast::protect {

class Surrogates {
 public:
  explicit Surrogates(const detect::Detector& detector);

  // Never the value itself, in whatever spelling. "[card_cvv]" for types of which nothing derived
  // is kept, and where there is no other value of the type. `key` must not be empty.
  std::string of(std::string_view value, std::string_view type_name, Bytes key,
                 const Scope& scope) const;

 private:
  std::string attempt(std::string_view value, std::string_view type_name,
                      KeyedStream& stream) const;
  std::string by_form(std::string_view value, std::string_view type_name,
                      KeyedStream& stream) const;
  std::string another_word(std::string_view value, std::string_view type_name,
                           KeyedStream& stream) const;

  detect::ValueForms forms_;
  std::vector<std::string_view> street_words_;  // in order
};

}  // namespace holdfast::protect

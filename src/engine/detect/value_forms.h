// What values of a type look like, told by the rules that find them: for making others like them.
//
// A surrogate of a tax number has to be a tax number: it is drawn from the same shape until the
// rule's own checks accept it. Immutable and thread-safe; results are valid as long as the object.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/detect/detector.h"
#include "engine/detect/validators/registry.h"

namespace holdfast::detect {

// One rule that a value fits, in compact form: letters and digits, letters in upper case, a leading
// '+' kept; `is_verbatim` values are as written, case and signs included.
struct ValueForm {
  // By place: bit i says that character i of "0-9A-Z" may stand there; 0 keeps what stands there.
  std::vector<std::uint64_t> choices;
  struct Start {
    std::uint32_t low = 0;  // digits "51" to "55"
    std::uint32_t high = 0;
    std::uint8_t digits = 0;
  };
  std::vector<Start> starts;  // the value begins with one of them; none: with anything
  struct NamedOutcome {
    Validator check = nullptr;
    Check::Outcome at_least = Check::Outcome::Pass;
  };
  std::vector<NamedOutcome> checks;
  bool is_verbatim = false;

  bool accepts(std::string_view compact) const;
};

class ValueForms {
 public:
  explicit ValueForms(const Detector& detector) : detector_(detector) {}

  // The forms that the value fits; none for a type that no rule defines, or a value of no such
  // form: digits said in words, a name.
  std::vector<ValueForm> of(std::string_view type_name, std::string_view compact,
                            std::string_view verbatim) const;

  // The words that a type is found by ("diabetes"), as the rules write them; empty for types that
  // are not lists of words.
  std::vector<std::string_view> words(std::string_view type_name) const;

  // "street", "rue", "straße": what makes a street of a name.
  std::vector<std::string_view> street_words() const;

  const Detector& detector() const { return detector_; }

 private:
  Detector detector_;
};

}  // namespace holdfast::detect

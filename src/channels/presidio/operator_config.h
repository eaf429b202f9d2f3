// {"type": "mask", "masking_char": "*", …}: what a caller wants done with one entity.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_reader.h"
#include "channels/presidio/entity_names.h"
#include "channels/presidio/outcome.h"
#include "engine/protect/operators.h"

namespace holdfast::presidio {

enum class Direction { Anonymize, Deanonymize };

struct NamedOperator {
  std::string name;  // as Presidio calls it, or one of ours that it has not
  protect::Operator what;
  protect::Occasion occasion;  // tenant, conversation, subject: for ours
  std::string type_name = {};  // what the operator takes the value for; "" for the entity's name
};

// The type alone. 422 without one.
Outcome<std::string> operator_name(const JsonValue& config);

// What operators need to know of the rules.
struct Known {
  const EntityNames& names;
  const protect::Surrogates& surrogates;
};

// 422 with Presidio's words: an operator there is none of in this direction, a parameter missing or
// of the wrong type, a key of the wrong size.
Outcome<NamedOperator> read_operator(const JsonValue& config, std::string_view entity,
                                     const Known& known, Direction direction);

// The operators of a direction: Presidio's, then ours.
std::vector<std::string> operator_names(Direction direction);

// "<PERSON>": what stands for an entity when the caller says nothing else.
NamedOperator replace_by_type(std::string_view entity);

// "Invalid parameter value for start. Expecting 'number', but got 'string'."
Refusal wrong_type(std::string_view parameter, std::string_view expected, const JsonValue& got);

}  // namespace holdfast::presidio

// Members of a request to /analyze, as forgiving as Presidio reads them: unknown members of the
// request are ignored, 0 is false. What has the wrong type gets Presidio's 400.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_reader.h"
#include "channels/presidio/outcome.h"

namespace holdfast::presidio {

// 400 with the words that Presidio puts before what Python said.
Refusal type_error(std::string_view what);

Outcome<std::string> text_of(const JsonValue& value);
Outcome<std::vector<JsonValue>> items_of(const JsonValue& value);
Outcome<std::vector<std::pair<std::string_view, JsonValue>>> members_of(const JsonValue& value);

// Absent and null: what is given as `otherwise`, or none.
Outcome<std::string> text_or(ObjectReader& object, std::string_view name,
                             std::string_view otherwise);
Outcome<std::vector<std::string>> texts_of(ObjectReader& object, std::string_view name);
Outcome<unsigned> flags_of(ObjectReader& object, std::string_view name, unsigned otherwise);

// As Python's bool(): 0, false, "" and null are false.
bool is_truthy(ObjectReader& object, std::string_view name);

// ASCII letters alone.
std::string lower_case(std::string_view text);

}  // namespace holdfast::presidio

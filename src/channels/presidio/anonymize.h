// POST /anonymize and /deanonymize: replaces what the caller says was found, and takes it back.
//
// Keys come with the request and go with it. Claims that overlap are resolved before anything is
// replaced (engine/protect/overlaps.h). Pure but for randomness; thread-safe.

#pragma once

#include <string>

#include "base/json_reader.h"
#include "base/random.h"
#include "channels/presidio/operator_config.h"
#include "channels/presidio/outcome.h"

namespace holdfast::presidio {

// Each gives Presidio's JSON: {"text", "items"}, items from the text's end to its beginning, with
// offsets in code points. 400 for an empty body and the operator `custom`, which would run a
// caller's program; 422 with Presidio's words for whatever does not fit.
Outcome<std::string> anonymize(const JsonDocument& body, const Known& known, Random& random);
Outcome<std::string> deanonymize(const JsonDocument& body, const Known& known, Random& random);

}  // namespace holdfast::presidio

// A contact's messages, each understood in the light of those before it.

#pragma once

#include "app/cli/conveyor.h"
#include "app/cli/scanner.h"
#include "base/json_reader.h"

namespace holdfast::cli {

// {"messages": [{"role": "agent" | "customer" | "system", "text": "…"}]}. Findings carry their
// message's index, from 0, and stand in order of message and place.
Result<Scanned> scan_contact(const Scanner& scanner, ObjectReader& object, Workbench& bench);

}  // namespace holdfast::cli

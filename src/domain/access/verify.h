// Lets `holdfast audit verify` see rights that nobody gave.
//
// Every person and every API key was made by an act that stands in the log, and what they may do is
// what the newest act about them says. Whoever writes rows behind the log's back is found.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "platform/store/database.h"

namespace holdfast::access {

// The first person or key whose row is not as the log has it, in words; nothing when there is none.
// Not vouched for: names, addresses, passwords, sessions and links.
Result<std::optional<std::string>> find_unvouched_row(store::Reader& reader,
                                                      std::string_view tenant);

}  // namespace holdfast::access

// Whether an entry stands in the log, for modules whose rows name entries.

#pragma once

#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "platform/store/database.h"

namespace holdfast::audit {

// True also while the entry waits for its number.
Result<bool> stands_in_log(store::Reader& reader, std::string_view tenant, const Uuid& entry);

}  // namespace holdfast::audit

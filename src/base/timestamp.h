// RFC 3339 text for Timestamp, always UTC.

#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace holdfast {

// "2026-11-22T07:10:38.123Z"
std::string to_rfc3339(Timestamp at);

// Any offset and fraction are accepted; digits beyond milliseconds are dropped. InvalidInput unless
// the date exists (31 February does not) and an offset is given.
Result<Timestamp> from_rfc3339(std::string_view text);

}  // namespace holdfast

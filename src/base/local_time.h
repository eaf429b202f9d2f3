// Local time, as a fact that pure functions are given: they know no zones.

#pragma once

#include <cstdint>
#include <functional>

#include "base/clock.h"

namespace holdfast {

// Minutes that local time is ahead of UTC at a moment. Thread-safe.
using UtcOffsetAt = std::function<std::int32_t(Timestamp)>;

inline std::int32_t no_utc_offset(Timestamp) { return 0; }

}  // namespace holdfast

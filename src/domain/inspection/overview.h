// Counts over a time range: what came in, what was found, what was done.

#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "platform/store/database.h"

namespace holdfast::inspection {

struct OverviewRange {
  Timestamp from{};
  Timestamp to{};
  std::string channel;  // "" for all
  std::string queue;
};

// The end of the newest message's hour; `now` when there is none.
Result<Timestamp> newest_hour_end(store::Reader& reader, std::string_view tenant, Timestamp now);

// The contract's Overview as JSON. One item an hour, so InvalidInput beyond 92 days.
Result<std::string> overview(store::Reader& reader, std::string_view tenant,
                             const OverviewRange& range);

}  // namespace holdfast::inspection

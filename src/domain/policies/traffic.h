// Stored traffic, as a backtest reads it. Domain/inspection, which keeps messages, implements this.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "engine/decide/policy.h"

namespace holdfast::policies {

// What is known of a message that was decided before: what policy may ask, never its content.
struct StoredMessage {
  Uuid id;
  Uuid contact;
  decide::MessageFacts facts;  // views are valid during the call only
};

struct TrafficRange {
  std::optional<Timestamp> from;  // at or after
  std::optional<Timestamp> to;    // before
  std::size_t messages_max = 10'000;
};

class StoredTraffic {
 public:
  virtual ~StoredTraffic() = default;
  // The newest first, at most `messages_max`; ends early when `on_message` answers false.
  virtual Result<> each(std::string_view tenant, const TrafficRange& range,
                        const std::function<bool(const StoredMessage&)>& on_message) = 0;
};

}  // namespace holdfast::policies

// The outbox's SQL.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "platform/bus/bus.h"

namespace holdfast::bus {

struct StoredEvent {
  std::int64_t seq = 0;
  Event event;
};

// Up to `limit` with seq in (after, up_to], in order.
Result<std::vector<StoredEvent>> read_events(store::Reader& reader, std::int64_t after,
                                             std::int64_t up_to, std::int64_t limit);
Result<std::int64_t> last_seq(store::Reader& reader);

// The seq of the event with this id, which was published about the time that its id says.
Result<std::optional<std::int64_t>> find_event(store::Reader& reader, const Uuid& id);

// 0 for a subscriber that was never seen.
Result<std::int64_t> load_cursor(store::Reader& reader, std::string_view subscriber);
Result<> save_cursor(store::Transaction& transaction, std::string_view subscriber,
                     std::int64_t seq);

// Removes up to `limit` of the oldest events, while they are older than `before`, or more than
// `kept_max` follow them, and seq <= delivered. Returns how many.
struct PruneLimits {
  std::int64_t delivered = 0;
  Timestamp before{};
  std::int64_t kept_max = 0;
  std::int64_t limit = 0;
};
Result<std::int64_t> prune_events(store::Transaction& transaction, const PruneLimits& limits);

}  // namespace holdfast::bus

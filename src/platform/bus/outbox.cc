#include "platform/bus/outbox.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace holdfast::bus {
namespace {

using store::Row;

StoredEvent read_event(const Row& row) {
  StoredEvent stored;
  stored.seq = row.integer(0);
  const Bytes id = row.blob(1);
  CHECK(id.size() == stored.event.id.bytes.size());
  std::ranges::copy(id, stored.event.id.bytes.begin());
  stored.event.tenant = row.text(2);
  stored.event.topic = row.text(3);
  stored.event.at = from_ms(row.integer(4));
  stored.event.body = row.text(5);
  return stored;
}

struct Position {
  std::int64_t seq = 0;
  std::int64_t at_ms = 0;
};

// The first event with seq >= from.
Result<std::optional<Position>> first_at_or_after(store::Reader& reader, std::int64_t from) {
  std::optional<Position> found;
  TRY(reader.query("SELECT seq, at_ms FROM outbox_event WHERE seq >= $1 ORDER BY seq LIMIT 1",
                   {from}, [&found](const Row& row) {
                     found = Position{.seq = row.integer(0), .at_ms = row.integer(1)};
                     return false;
                   }));
  return found;
}

// The first 48 bits of a UUIDv7.
std::int64_t ms_of(const Uuid& id) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | std::to_integer<std::int64_t>(id.bytes[i]);
  return ms;
}

// The largest seq known to stand before every event of `at_ms` or later. Events stand nearly in the
// order of their times.
Result<std::int64_t> seq_before(store::Reader& reader, std::int64_t at_ms) {
  const std::optional<Position> first = TRY(first_at_or_after(reader, 0));
  if (!first) return 0;
  std::int64_t low = first->seq - 1;
  std::int64_t high = TRY(last_seq(reader));
  while (low < high) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    const std::optional<Position> at = TRY(first_at_or_after(reader, middle));
    if (at && at->at_ms < at_ms) {
      low = at->seq;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace

Result<std::vector<StoredEvent>> read_events(store::Reader& reader, std::int64_t after,
                                             std::int64_t up_to, std::int64_t limit) {
  std::vector<StoredEvent> events;
  TRY(
      reader.query("SELECT seq, event_id, tenant, topic, at_ms, body FROM outbox_event "
                   "WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3",
                   {after, up_to, limit}, [&events](const Row& row) {
                     events.push_back(read_event(row));
                     return true;
                   }));
  return events;
}

Result<std::int64_t> last_seq(store::Reader& reader) {
  return TRY(reader.query_integer("SELECT MAX(seq) FROM outbox_event", {}))
  .value_or(0);
}

Result<std::optional<std::int64_t>> find_event(store::Reader& reader, const Uuid& id) {
  constexpr std::int64_t kSlackMs = 10'000;  // A transaction may take a while to publish.
  std::optional<std::int64_t> found;
  const std::int64_t from = TRY(seq_before(reader, ms_of(id) - kSlackMs));
  TRY(reader.query("SELECT seq, event_id, at_ms FROM outbox_event WHERE seq > $1 ORDER BY seq",
                   {from}, [&](const Row& row) {
                     if (std::ranges::equal(row.blob(1), id.bytes)) found = row.integer(0);
                     return !found && row.integer(2) <= ms_of(id) + kSlackMs;
                   }));
  return found;
}

Result<std::int64_t> load_cursor(store::Reader& reader, std::string_view subscriber) {
  return TRY(
      reader.query_integer("SELECT seq FROM outbox_cursor WHERE subscriber = $1", {subscriber}))
  .value_or(0);
}

Result<> save_cursor(store::Transaction& transaction, std::string_view subscriber,
                     std::int64_t seq) {
  TRY(
      transaction.execute("INSERT INTO outbox_cursor (subscriber, seq) VALUES ($1, $2) "
                          "ON CONFLICT (subscriber) DO UPDATE SET seq = excluded.seq",
                          {subscriber, seq}));
  return {};
}

Result<std::int64_t> prune_events(store::Transaction& transaction, const PruneLimits& limits) {
  const std::int64_t surplus = TRY(last_seq(transaction))
  -limits.kept_max;
  std::int64_t last = 0;
  TRY(transaction.query("SELECT seq, at_ms FROM outbox_event WHERE seq <= $1 ORDER BY seq LIMIT $2",
                        {limits.delivered, limits.limit}, [&](const Row& row) {
                          const bool may_go =
                              row.integer(1) < to_ms(limits.before) || row.integer(0) <= surplus;
                          if (may_go) last = row.integer(0);
                          return may_go;
                        }));
  if (last == 0) return 0;
  return transaction.execute("DELETE FROM outbox_event WHERE seq <= $1", {last});
}

}  // namespace holdfast::bus

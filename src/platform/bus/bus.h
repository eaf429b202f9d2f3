// Events between modules. A module writes an event into the outbox within its own transaction;
// after the commit the bus delivers it, at least once, to every handler that subscribed. Handlers
// are idempotent by event id. One node delivers in process; many nodes through JetStream, later,
// behind this same interface.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "platform/store/database.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::bus {

// Ids, counts, types and verdicts only: nothing sensitive reaches an event.
struct Event {
  Uuid id;
  std::string tenant;
  std::string topic;  // "inspection.decided", "contact.opened", "policy.activated"
  Timestamp at{};
  std::string body;  // JSON object
};

using Handler = std::function<Result<>(const Event&)>;
// Several events in order, for subscribers whose handler writes: one transaction serves them all.
// After an error all of them come again.
using BatchHandler = std::function<Result<>(std::span<const Event>)>;
using OnEvent = std::function<void(const Event&)>;

struct BusOptions {
  // How long to look for events that no wake() told of: those of other nodes and of a crash.
  std::chrono::milliseconds poll_every{100};
  // Waits after a handler's failure, doubling.
  std::chrono::milliseconds retry_first{100};
  std::chrono::milliseconds retry_max{60'000};
  // What replay_since() can look back to, once every subscriber has had it.
  std::chrono::hours kept_for{24};
  std::int64_t kept_max = 1'000'000;  // events
};

// Thread-safe, but for subscribe().
class Bus {
 public:
  // `metrics` may be null.
  Bus(store::Database& database, const Clock& clock, BusOptions options = {},
      telemetry::Metrics* metrics = nullptr);
  ~Bus();

  // Adds the event to the outbox of this transaction. Static, so that a store can call it without
  // holding the bus.
  static Result<> publish(store::Transaction& transaction, const Event& event);

  // Before start(). `subscriber` names the cursor that survives restarts: "threats". Topics match
  // by glob: "inspection.*". Each subscriber has a thread and gets its events in order, so a
  // handler that fails is tried again with growing waits, its later events wait, and other
  // subscribers do not. A new subscriber begins with the oldest event that is kept.
  void subscribe(std::string subscriber, std::string topic_glob, Handler handler);
  void subscribe_batch(std::string subscriber, std::string topic_glob, BatchHandler handler);

  // Without a stored cursor: for live views (server-sent events). Best effort, from now on, in
  // order. `on_event` must not block. When unwatch() returns, it runs no longer and will not run
  // again; it may be called from within `on_event`.
  std::uint64_t watch(std::string topic_glob, OnEvent on_event);
  void unwatch(std::uint64_t watch);

  // The events of a tenant after the one given, oldest first: what a live view missed while it was
  // cut off. Watch first, then replay, and drop by id what came twice. NotFound: the event is no
  // longer kept, or never was; LimitExceeded: more than `limit` followed. The view starts anew
  // then.
  Result<std::vector<Event>> replay_since(std::string_view tenant, const Uuid& event,
                                          std::string_view topic_glob, std::size_t limit);

  void start();
  void stop();  // waits for running handlers; what they have not had comes after the next start
  void wake();  // call after a commit that published: delivery is then immediate

  // Blocks until everything published before the call was delivered: for tests.
  void drain();

  // Removes events that all subscribers have had and that are old enough; also runs every minute.
  Result<> prune();

  // Events that some subscriber has not had yet.
  std::uint64_t pending() const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

// The schema steps of this module, for Database::migrate.
std::vector<store::Migration> migrations();

}  // namespace holdfast::bus

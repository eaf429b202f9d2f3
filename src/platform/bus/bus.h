// Events between modules. A module writes an event into the outbox within its own transaction; after
// the commit the bus delivers it, at least once, to every handler that subscribed. Handlers are
// idempotent by event id. One node delivers in process; many nodes through JetStream, later, behind
// this same interface.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "platform/store/database.h"

namespace holdfast::bus {

// Ids, counts, types and verdicts only: nothing sensitive reaches an event.
struct Event {
  Uuid id;
  std::string tenant;
  std::string topic;  // "inspection.decided", "contact.opened", "policy.activated"
  Timestamp at{};
  std::string body;   // JSON object
};

using Handler = std::function<Result<>(const Event&)>;

class Bus {
 public:
  Bus(store::Database& database, const Clock& clock);
  ~Bus();

  // Adds the event to the outbox of this transaction. Static, so that a store can call it without
  // holding the bus.
  static Result<> publish(store::Transaction& transaction, const Event& event);

  // Before start(). `subscriber` names the cursor that survives restarts: "threats". Topics match by
  // glob: "inspection.*". A handler that fails is tried again with growing waits and does not hold up
  // other subscribers.
  void subscribe(std::string subscriber, std::string topic_glob, Handler handler);

  // Without a stored cursor: for live views (server-sent events). Best effort, from now on.
  std::uint64_t watch(std::string topic_glob, std::function<void(const Event&)> on_event);
  void unwatch(std::uint64_t watch);

  void start();
  void stop();  // waits for running handlers
  void wake();  // call after a commit that published: delivery is then immediate

  // Blocks until everything published before the call was delivered: for tests.
  void drain();

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace holdfast::bus

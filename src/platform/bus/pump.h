// Reads the outbox once for everybody: into a window of recent events, which subscriptions take
// theirs from, and to the watchers.
//
// Sequence numbers are given out before their transactions commit. SQLite's one writer commits in
// order; on PostgreSQL a smaller number may appear after a larger one, so the pump stops at a gap
// until every transaction that was running when it saw the gap has ended.

#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "platform/bus/outbox.h"

namespace holdfast::bus {

using SharedEvent = std::shared_ptr<const StoredEvent>;

class Pump {
 public:
  Pump(store::Database& database, const BusOptions& options)
      : database_(database), options_(options) {}

  // `begin`: what was published up to there is for subscriptions to read by themselves.
  void start(std::int64_t begin);
  void stop();
  void wake();

  // Events after `position`, up to `limit`; waits until there are some, and answers with none when
  // the pump has stopped.
  struct Taken {
    std::vector<SharedEvent> events;
    std::int64_t position = 0;  // where the caller stands once it has handled them
  };
  Result<Taken> take(std::int64_t position, std::size_t limit);

  // Everything up to here was read and shown to the watchers.
  std::int64_t position() const;
  // Returns when position() >= seq or the pump has stopped.
  void wait_for(std::int64_t seq);

  std::uint64_t watch(std::string topic_glob, OnEvent on_event);
  void unwatch(std::uint64_t watch);

 private:
  struct Watcher {
    std::string topic_glob;
    OnEvent on_event;
    std::recursive_mutex mutex;  // held while on_event runs, which may unwatch itself
    bool is_active = true;
  };
  // A gap in the numbers, and what must be over before it counts as one for ever.
  struct Gap {
    std::int64_t last_seq = 0;
    std::int64_t horizon = 0;  // the first transaction that had not begun
  };

  void run();
  // True when there may be more at once.
  Result<bool> read_more();
  Result<> drop_beyond_gap(store::Reader& reader, std::vector<StoredEvent>& events);
  void show(const StoredEvent& stored);

  store::Database& database_;
  const BusOptions& options_;

  mutable std::mutex mutex_;
  std::condition_variable wake_pump_;
  std::condition_variable has_moved_;
  bool is_awake_ = false;
  bool is_stopping_ = true;
  std::int64_t position_ = 0;
  std::int64_t window_begin_ = 0;  // the window holds all events in (window_begin_, position_]
  std::deque<SharedEvent> window_;

  std::int64_t settled_ = 0;  // gaps up to here are for ever; the pump's thread alone uses it
  std::optional<Gap> gap_;

  std::mutex watchers_mutex_;
  std::map<std::uint64_t, std::shared_ptr<Watcher>> watchers_;
  std::uint64_t last_watch_ = 0;

  std::thread thread_;
};

}  // namespace holdfast::bus

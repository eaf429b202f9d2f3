#include "platform/bus/pump.h"

#include <algorithm>
#include <limits>

#include "platform/bus/topic.h"
#include "platform/telemetry/log.h"

namespace holdfast::bus {
namespace {

constexpr std::int64_t kReadEvents = 1000;
constexpr std::size_t kWindowEvents = 8192;
// Between two reads, so that a storm of wakes costs no storm of queries.
constexpr std::chrono::milliseconds kPause{2};
constexpr std::chrono::milliseconds kGapPoll{10};

}  // namespace

void Pump::start(std::int64_t begin) {
  const std::lock_guard lock(mutex_);
  is_stopping_ = false;
  position_ = window_begin_ = settled_ = begin;
  window_.clear();
  gap_.reset();
  thread_ = std::thread([this] { run(); });
}

void Pump::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_pump_.notify_all();
  has_moved_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Pump::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (is_awake_) return;
    is_awake_ = true;
  }
  wake_pump_.notify_one();
}

void Pump::run() {
  bool was_failing = false;
  std::unique_lock lock(mutex_);
  while (!is_stopping_) {
    is_awake_ = false;
    lock.unlock();
    const Result<bool> has_more = read_more();
    if (!has_more && !was_failing) {
      telemetry::log_error("events cannot be read: {}", has_more.error().message);
    }
    was_failing = !has_more;
    lock.lock();
    if (has_more && *has_more) continue;
    wake_pump_.wait_for(lock, kPause, [this] { return is_stopping_; });
    const auto poll_every = gap_ ? std::min(kGapPoll, options_.poll_every) : options_.poll_every;
    wake_pump_.wait_for(lock, poll_every, [this] { return is_stopping_ || is_awake_; });
  }
}

Result<bool> Pump::read_more() {
  std::vector<StoredEvent> events;
  TRY(database_.read([&](store::Reader& reader) -> Result<> {
    events =
        TRY(read_events(reader, position_, std::numeric_limits<std::int64_t>::max(), kReadEvents));
    if (database_.backend() == "sqlite") return {};
    return drop_beyond_gap(reader, events);
  }));
  if (events.empty()) return false;
  const bool has_more = events.size() == kReadEvents;
  for (const StoredEvent& stored : events) show(stored);
  {
    const std::lock_guard lock(mutex_);
    for (StoredEvent& stored : events) {
      position_ = stored.seq;
      window_.push_back(std::make_shared<const StoredEvent>(std::move(stored)));
    }
    while (window_.size() > kWindowEvents) {
      window_begin_ = window_.front()->seq;
      window_.pop_front();
    }
  }
  has_moved_.notify_all();
  return has_more;
}

Result<> Pump::drop_beyond_gap(store::Reader& reader, std::vector<StoredEvent>& events) {
  if (gap_) {
    const auto oldest = TRY(reader.query_integer(
        "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)", {}));
    if (oldest.value_or(0) >= gap_->horizon) {
      settled_ = gap_->last_seq;
      gap_.reset();
    }
  }
  std::int64_t expected = position_ + 1;
  const auto unsettled = std::ranges::find_if(events, [&](const StoredEvent& stored) {
    const bool is_gap = stored.seq != expected && stored.seq - 1 > settled_;
    expected = stored.seq + 1;
    return is_gap;
  });
  if (unsettled == events.end()) return {};
  if (!gap_) {
    const auto next = TRY(reader.query_integer(
        "SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT)", {}));
    gap_ = Gap{.last_seq = events.back().seq, .horizon = next.value_or(0)};
  }
  events.erase(unsettled, events.end());
  return {};
}

Result<Pump::Taken> Pump::take(std::int64_t position, std::size_t limit) {
  std::int64_t up_to = 0;
  {
    std::unique_lock lock(mutex_);
    has_moved_.wait(lock, [&] { return is_stopping_ || position_ > position; });
    Taken taken{.events = {}, .position = position};
    if (is_stopping_) return taken;
    if (position >= window_begin_) {
      const auto from = std::ranges::upper_bound(window_, position, {},
                                                 [](const SharedEvent& each) { return each->seq; });
      const std::size_t count =
          std::min(limit, static_cast<std::size_t>(std::distance(from, window_.end())));
      taken.events.assign(from, from + static_cast<std::ptrdiff_t>(count));
      if (!taken.events.empty()) taken.position = taken.events.back()->seq;
      return taken;
    }
    up_to = position_;
  }
  // Too far behind for the window.
  Taken taken{.events = {}, .position = position};
  TRY(database_.read([&](store::Reader& reader) -> Result<> {
    for (StoredEvent& stored :
         TRY(read_events(reader, position, up_to, static_cast<std::int64_t>(limit)))) {
      taken.events.push_back(std::make_shared<const StoredEvent>(std::move(stored)));
    }
    return {};
  }));
  taken.position = taken.events.size() < limit ? up_to : taken.events.back()->seq;
  return taken;
}

std::int64_t Pump::position() const {
  const std::lock_guard lock(mutex_);
  return position_;
}

void Pump::wait_for(std::int64_t seq) {
  std::unique_lock lock(mutex_);
  has_moved_.wait(lock, [&] { return is_stopping_ || position_ >= seq; });
}

std::uint64_t Pump::watch(std::string topic_glob, OnEvent on_event) {
  auto watcher = std::make_shared<Watcher>();
  watcher->topic_glob = std::move(topic_glob);
  watcher->on_event = std::move(on_event);
  const std::lock_guard lock(watchers_mutex_);
  watchers_.emplace(++last_watch_, std::move(watcher));
  return last_watch_;
}

void Pump::unwatch(std::uint64_t watch) {
  std::shared_ptr<Watcher> watcher;
  {
    const std::lock_guard lock(watchers_mutex_);
    const auto found = watchers_.find(watch);
    if (found == watchers_.end()) return;
    watcher = found->second;
    watchers_.erase(found);
  }
  const std::lock_guard lock(watcher->mutex);  // Waits for a callback on the pump's thread.
  watcher->is_active = false;
}

void Pump::show(const StoredEvent& stored) {
  std::vector<std::shared_ptr<Watcher>> watchers;
  {
    const std::lock_guard lock(watchers_mutex_);
    if (watchers_.empty()) return;
    for (const auto& [id, watcher] : watchers_) watchers.push_back(watcher);
  }
  for (const std::shared_ptr<Watcher>& watcher : watchers) {
    if (!topic_matches(watcher->topic_glob, stored.event.topic)) continue;
    const std::lock_guard lock(watcher->mutex);
    if (watcher->is_active) watcher->on_event(stored.event);
  }
}

}  // namespace holdfast::bus

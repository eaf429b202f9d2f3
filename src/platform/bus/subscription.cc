#include "platform/bus/subscription.h"

#include <algorithm>

#include "platform/bus/topic.h"
#include "platform/telemetry/log.h"

namespace holdfast::bus {
namespace {

constexpr std::size_t kTakenEvents = 256;
// Events that match nothing are skipped without saving the cursor each time; a restart skips them
// anew.
constexpr std::int64_t kSkippedMax = 10'000;

}  // namespace

Result<> Subscription::load() {
  return database_.read([this](store::Reader& reader) -> Result<> {
    position_ = TRY(load_cursor(reader, parts_.subscriber));
    saved_ = position_;
    return {};
  });
}

void Subscription::start() {
  is_stopping_ = false;
  thread_ = std::thread([this] { run(); });
}

void Subscription::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  has_changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Subscription::run() {
  while (true) {
    const Result<Pump::Taken> taken = pump_.take(position(), kTakenEvents);
    {
      const std::lock_guard lock(mutex_);
      if (is_stopping_) break;
    }
    if (!taken) {
      if (!wait_after_failure(options_.retry_first)) break;
      continue;
    }
    if (taken->position == position()) break;  // The pump has stopped.
    if (!handle(taken->events)) break;
    move_to(taken->position);
    if (position() - saved_ > kSkippedMax) save(position());
  }
  if (position() != saved_) save(position());
}

bool Subscription::handle(const std::vector<SharedEvent>& events) {
  std::vector<Event> matching;
  std::int64_t last = 0;
  const auto flush = [&] {
    if (matching.empty()) return true;
    if (!handle_until_done(matching)) return false;
    matching.clear();
    move_to(last);
    return true;
  };
  bool is_any = false;
  for (const SharedEvent& each : events) {
    if (!topic_matches(parts_.topic_glob, each->event.topic)) continue;
    is_any = true;
    matching.push_back(each->event);
    last = each->seq;
    if (matching.size() == parts_.batch_max && !flush()) return false;
  }
  if (!flush()) return false;
  if (is_any) save(events.back()->seq);
  return true;
}

bool Subscription::handle_until_done(std::span<const Event> events) {
  std::chrono::milliseconds wait = options_.retry_first;
  while (true) {
    const Result<> outcome = parts_.handler(events);
    if (outcome) {
      parts_.handled.add(events.size());
      return true;
    }
    parts_.failed.add();
    telemetry::log_warning("{} could not handle {} {}: {}; next try in {} ms", parts_.subscriber,
                           events.front().topic, to_string(events.front().id),
                           outcome.error().message, wait.count());
    if (!wait_after_failure(wait)) return false;
    wait = std::min(wait * 2, options_.retry_max);
  }
}

bool Subscription::wait_after_failure(std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  return !has_changed_.wait_for(lock, wait, [this] { return is_stopping_; });
}

// A cursor that could not be saved only means that events come twice after a restart.
void Subscription::save(std::int64_t seq) {
  const Result<> outcome = database_.write([&](store::Transaction& transaction) {
    return save_cursor(transaction, parts_.subscriber, seq);
  });
  if (outcome) saved_ = seq;
}

void Subscription::move_to(std::int64_t seq) {
  {
    const std::lock_guard lock(mutex_);
    position_ = seq;
  }
  has_changed_.notify_all();
}

std::int64_t Subscription::position() const {
  const std::lock_guard lock(mutex_);
  return position_;
}

void Subscription::wait_for(std::int64_t seq) {
  std::unique_lock lock(mutex_);
  has_changed_.wait(lock, [&] { return is_stopping_ || position_ >= seq; });
}

}  // namespace holdfast::bus

#include "platform/bus/bus.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/check.h"
#include "base/embedded.h"
#include "platform/bus/outbox.h"
#include "platform/bus/pump.h"
#include "platform/bus/subscription.h"
#include "platform/bus/topic.h"
#include "platform/telemetry/log.h"

namespace holdfast {
extern const EmbeddedFile bus_schema[];
extern const std::size_t bus_schema_count;
}  // namespace holdfast

namespace holdfast::bus {
namespace {

using telemetry::Family;

constexpr std::size_t kBatchEvents = 256;
constexpr std::int64_t kPrunedAtOnce = 2000;  // A few milliseconds of the writer's time.
constexpr std::chrono::minutes kPruneInterval{1};

}  // namespace

struct Bus::Impl {
  // What the metrics look through: they may outlive the bus.
  struct Probe {
    std::mutex mutex;
    Impl* impl = nullptr;
  };

  Impl(store::Database& the_database, const Clock& the_clock, BusOptions the_options,
       telemetry::Metrics* the_metrics)
      : database(the_database),
        clock(the_clock),
        options(the_options),
        metrics(the_metrics),
        pump(database, options) {
    if (metrics == nullptr) return;
    probe->impl = this;
    metrics->before_render([probe = probe, gauge = metrics->gauge(Family::OutboxPending)] {
      const std::lock_guard lock(probe->mutex);
      if (probe->impl != nullptr) gauge.set(static_cast<double>(probe->impl->pending()));
    });
  }
  ~Impl() {
    const std::lock_guard lock(probe->mutex);
    probe->impl = nullptr;
  }

  store::Database& database;
  const Clock& clock;
  const BusOptions options;
  telemetry::Metrics* const metrics;
  const std::shared_ptr<Probe> probe = std::make_shared<Probe>();
  Pump pump;
  std::vector<std::unique_ptr<Subscription>> subscriptions;

  std::mutex mutex;
  std::condition_variable wake_pruner;
  bool is_running = false;
  std::thread pruner;

  std::int64_t published() {
    std::int64_t last = 0;
    const Result<> outcome = database.read([&](store::Reader& reader) -> Result<> {
      last = TRY(last_seq(reader));
      return {};
    });
    CHECK(outcome);  // For tests alone.
    return last;
  }

  std::uint64_t pending() const {
    const std::int64_t end = pump.position();
    std::int64_t slowest = end;
    for (const auto& each : subscriptions) slowest = std::min(slowest, each->position());
    return static_cast<std::uint64_t>(end - slowest);
  }

  void add(Subscription::Parts parts) {
    CHECK(!is_running);
    if (metrics != nullptr) {
      parts.handled = metrics->counter(Family::EventsHandled, {parts.subscriber, "ok"});
      parts.failed = metrics->counter(Family::EventsHandled, {parts.subscriber, "failed"});
    }
    subscriptions.push_back(
        std::make_unique<Subscription>(database, pump, options, std::move(parts)));
  }

  void prune_regularly() {
    std::unique_lock lock(mutex);
    while (!wake_pruner.wait_for(lock, kPruneInterval, [this] { return !is_running; })) {
      lock.unlock();
      const Result<> outcome = prune();
      if (!outcome)
        telemetry::log_warning("old events were not removed: {}", outcome.error().message);
      lock.lock();
    }
  }

  Result<> prune() {
    PruneLimits limits{.delivered = pump.position(),
                       .before = clock.now() - options.kept_for,
                       .kept_max = options.kept_max,
                       .limit = kPrunedAtOnce};
    for (const auto& each : subscriptions) {
      limits.delivered = std::min(limits.delivered, each->saved_position());
    }
    std::int64_t removed = kPrunedAtOnce;
    while (removed == kPrunedAtOnce) {
      TRY(database.write([&](store::Transaction& transaction) -> Result<> {
        removed = TRY(prune_events(transaction, limits));
        return {};
      }));
    }
    return {};
  }
};

Bus::Bus(store::Database& database, const Clock& clock, BusOptions options,
         telemetry::Metrics* metrics)
    : impl_(std::make_unique<Impl>(database, clock, options, metrics)) {}

Bus::~Bus() { stop(); }

Result<> Bus::publish(store::Transaction& transaction, const Event& event) {
  TRY(transaction.execute(
      "INSERT INTO outbox_event (event_id, tenant, topic, at_ms, body) "
      "VALUES ($1, $2, $3, $4, $5)",
      {Bytes(event.id.bytes), event.tenant, event.topic, to_ms(event.at), event.body}));
  return {};
}

void Bus::subscribe(std::string subscriber, std::string topic_glob, Handler handler) {
  impl_->add({.subscriber = std::move(subscriber),
              .topic_glob = std::move(topic_glob),
              .handler = [handler = std::move(handler)](
                             std::span<const Event> events) { return handler(events.front()); },
              .batch_max = 1});
}

void Bus::subscribe_batch(std::string subscriber, std::string topic_glob, BatchHandler handler) {
  impl_->add({.subscriber = std::move(subscriber),
              .topic_glob = std::move(topic_glob),
              .handler = std::move(handler),
              .batch_max = kBatchEvents});
}

std::uint64_t Bus::watch(std::string topic_glob, OnEvent on_event) {
  return impl_->pump.watch(std::move(topic_glob), std::move(on_event));
}

void Bus::unwatch(std::uint64_t watch) { impl_->pump.unwatch(watch); }

Result<std::vector<Event>> Bus::replay_since(std::string_view tenant, const Uuid& event,
                                             std::string_view topic_glob, std::size_t limit) {
  std::vector<Event> missed;
  TRY(impl_->database.read([&](store::Reader& reader) -> Result<> {
    std::optional<std::int64_t> position = TRY(find_event(reader, event));
    if (!position) return Error{ErrorCode::NotFound, "the event is no longer kept"};
    const std::int64_t end = TRY(last_seq(reader));
    while (*position < end) {
      const std::vector<StoredEvent> events =
          TRY(read_events(reader, *position, end, kBatchEvents));
      if (events.empty()) break;
      position = events.back().seq;
      for (const StoredEvent& stored : events) {
        if (stored.event.tenant != tenant || !topic_matches(topic_glob, stored.event.topic)) {
          continue;
        }
        if (missed.size() == limit) {
          return Error{ErrorCode::LimitExceeded, "too many events followed"};
        }
        missed.push_back(stored.event);
      }
    }
    return {};
  }));
  return missed;
}

void Bus::start() {
  const std::lock_guard lock(impl_->mutex);
  if (impl_->is_running) return;
  std::int64_t begin = 0;
  const Result<> outcome = impl_->database.read([&](store::Reader& reader) -> Result<> {
    begin = TRY(last_seq(reader));
    return {};
  });
  if (!outcome) telemetry::log_error("events cannot be read: {}", outcome.error().message);
  for (const auto& each : impl_->subscriptions) {
    const Result<> loaded = each->load();
    if (!loaded)
      telemetry::log_error("{} begins anew: {}", each->subscriber(), loaded.error().message);
  }
  impl_->is_running = true;
  impl_->pump.start(begin);
  for (const auto& each : impl_->subscriptions) each->start();
  impl_->pruner = std::thread([this] { impl_->prune_regularly(); });
}

void Bus::stop() {
  {
    const std::lock_guard lock(impl_->mutex);
    if (!impl_->is_running) return;
    impl_->is_running = false;
  }
  impl_->wake_pruner.notify_all();
  impl_->pump.stop();
  for (const auto& each : impl_->subscriptions) each->stop();
  impl_->pruner.join();
}

void Bus::wake() { impl_->pump.wake(); }

void Bus::drain() {
  const std::int64_t last = impl_->published();
  wake();
  impl_->pump.wait_for(last);
  for (const auto& each : impl_->subscriptions) each->wait_for(last);
}

Result<> Bus::prune() { return impl_->prune(); }

std::uint64_t Bus::pending() const { return impl_->pending(); }

std::vector<store::Migration> migrations() {
  return store::migrations_from("platform/bus", bus_schema, bus_schema_count);
}

}  // namespace holdfast::bus

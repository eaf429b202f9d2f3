#include "platform/bus/bus.h"

#include <atomic>
#include <future>
#include <mutex>
#include <set>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "platform/bus/topic.h"
#include "platform/store/testing/test_databases.h"

namespace holdfast::bus {
namespace {

using std::chrono::milliseconds;

TEST(Topic, AStarStandsForAnything) {
  EXPECT_TRUE(topic_matches("inspection.decided", "inspection.decided"));
  EXPECT_TRUE(topic_matches("inspection.*", "inspection.decided"));
  EXPECT_TRUE(topic_matches("*", "inspection.decided"));
  EXPECT_TRUE(topic_matches("*.decided", "inspection.decided"));
  EXPECT_TRUE(topic_matches("i*n.*d", "inspection.decided"));
  EXPECT_TRUE(topic_matches("inspection.*", "inspection."));
  EXPECT_FALSE(topic_matches("inspection.*", "inspection"));
  EXPECT_FALSE(topic_matches("inspection.*", "policy.activated"));
  EXPECT_FALSE(topic_matches("inspection", "inspection.decided"));
  EXPECT_FALSE(topic_matches("", "inspection.decided"));
  EXPECT_TRUE(topic_matches("", ""));
}

// What a handler got, from whichever thread.
class Seen {
 public:
  void add(const Event& event) {
    const std::lock_guard lock(mutex_);
    bodies_.push_back(event.body);
  }
  std::vector<std::string> bodies() const {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }
  Handler handler() {
    return [this](const Event& event) -> Result<> {
      add(event);
      return {};
    };
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> bodies_;
};

class BusTest : public store::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    ASSERT_TRUE(database().migrate(migrations()));
    restart();
  }
  void TearDown() override {
    bus_.reset();
    DatabaseTest::TearDown();
  }
  void restart(BusOptions options = {}) {
    bus_.reset();
    options.retry_first = milliseconds(1);
    options.retry_max = milliseconds(4);
    bus_ = std::make_unique<Bus>(database(), clock_, options);
  }
  Event event(std::string body, std::string topic = "inspection.decided",
              std::string tenant = "default") {
    return {.id = ids_.next(),
            .tenant = std::move(tenant),
            .topic = std::move(topic),
            .at = clock_.now(),
            .body = std::move(body)};
  }
  Event publish(std::string body, std::string topic = "inspection.decided",
                std::string tenant = "default") {
    const Event made = event(std::move(body), std::move(topic), std::move(tenant));
    EXPECT_TRUE(database().write(
        [&](store::Transaction& transaction) { return Bus::publish(transaction, made); }));
    return made;
  }
  std::int64_t stored() {
    std::int64_t count = 0;
    EXPECT_TRUE(database().read([&](store::Reader& reader) -> Result<> {
      count = *TRY(reader.query_integer("SELECT COUNT(*) FROM outbox_event", {}));
      return {};
    }));
    return count;
  }
  static std::vector<std::string> numbers(int first, int end) {
    std::vector<std::string> all;
    for (int i = first; i < end; ++i) all.push_back(std::to_string(i));
    return all;
  }

  ManualClock clock_;
  SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  std::unique_ptr<Bus> bus_;
};

INSTANTIATE_TEST_SUITE_P(Databases, BusTest, store::test_databases(), store::database_name);

TEST_P(BusTest, DeliversWhatMatchesInOrder) {
  Seen decided;
  Seen everything;
  bus_->subscribe("decided", "inspection.*", decided.handler());
  bus_->subscribe("everything", "*", everything.handler());
  bus_->start();
  for (int i = 0; i < 100; ++i) {
    publish(std::to_string(i), i % 2 == 0 ? "inspection.decided" : "contact.opened");
  }
  bus_->drain();
  EXPECT_EQ(everything.bodies(), numbers(0, 100));
  EXPECT_EQ(decided.bodies().size(), 50U);
  EXPECT_EQ(decided.bodies()[1], "2");
  EXPECT_EQ(bus_->pending(), 0U);
}

TEST_P(BusTest, AnEventArrivesAsItWasPublished) {
  std::promise<Event> arrived;
  bus_->subscribe("one", "*", [&](const Event& each) -> Result<> {
    arrived.set_value(each);
    return {};
  });
  bus_->start();
  const Event sent = publish(R"({"count":1})", "policy.activated", "other");
  bus_->wake();
  const Event got = arrived.get_future().get();
  EXPECT_EQ(got.id, sent.id);
  EXPECT_EQ(got.tenant, "other");
  EXPECT_EQ(got.topic, "policy.activated");
  EXPECT_EQ(got.at, sent.at);
  EXPECT_EQ(got.body, sent.body);
}

TEST_P(BusTest, ARolledBackEventIsNeverHeardOf) {
  Seen seen;
  bus_->subscribe("one", "*", seen.handler());
  bus_->start();
  EXPECT_FALSE(database().write([&](store::Transaction& transaction) -> Result<> {
    TRY(Bus::publish(transaction, event("lost")));
    return Error{ErrorCode::Conflict, "rolled back by the test"};
  }));
  publish("kept");
  bus_->drain();
  EXPECT_EQ(seen.bodies(), std::vector<std::string>{"kept"});
}

TEST_P(BusTest, WhatWasPublishedWhileNobodyRanIsDelivered) {
  for (int i = 0; i < 10; ++i) publish(std::to_string(i));
  Seen seen;
  bus_->subscribe("one", "*", seen.handler());
  bus_->start();
  bus_->drain();
  EXPECT_EQ(seen.bodies(), numbers(0, 10));
}

TEST_P(BusTest, ARestartGoesOnWhereItStopped) {
  for (int round = 0; round < 3; ++round) {
    Seen seen;
    restart();
    bus_->subscribe("one", "*", seen.handler());
    bus_->start();
    for (int i = 0; i < 5; ++i) publish(std::to_string(round * 5 + i));
    bus_->drain();
    bus_->stop();
    EXPECT_EQ(seen.bodies(), numbers(round * 5, round * 5 + 5));
    restart();
  }
}

TEST_P(BusTest, AFailingHandlerIsTriedAgainInOrderAndHoldsUpNobody) {
  Seen failing;
  Seen other;
  std::atomic<int> failures = 0;
  bus_->subscribe("failing", "*", [&](const Event& each) -> Result<> {
    if (each.body == "1" && ++failures <= 5) return Error{ErrorCode::Unavailable, "not yet"};
    failing.add(each);
    return {};
  });
  bus_->subscribe("other", "*", other.handler());
  bus_->start();
  for (int i = 0; i < 5; ++i) publish(std::to_string(i));
  bus_->drain();
  EXPECT_EQ(failing.bodies(), numbers(0, 5));
  EXPECT_EQ(other.bodies(), numbers(0, 5));
  EXPECT_EQ(failures, 6);
}

TEST_P(BusTest, WhatFailedUntilTheEndComesBackAfterARestart) {
  std::promise<void> tried;
  bus_->subscribe("one", "*", [&, is_first = true](const Event&) mutable -> Result<> {
    if (std::exchange(is_first, false)) tried.set_value();
    return Error{ErrorCode::Unavailable, "never"};
  });
  bus_->start();
  publish("0");
  publish("1");
  bus_->wake();
  tried.get_future().wait();
  bus_->stop();

  Seen seen;
  restart();
  bus_->subscribe("one", "*", seen.handler());
  bus_->start();
  bus_->drain();
  EXPECT_EQ(seen.bodies(), numbers(0, 2));
}

TEST_P(BusTest, ABatchHandlerGetsManyAtOnceAndAllAgainAfterAnError) {
  for (int i = 0; i < 600; ++i) publish(std::to_string(i));
  Seen seen;
  std::atomic<int> calls = 0;
  bus_->subscribe_batch("batch", "*", [&](std::span<const Event> events) -> Result<> {
    if (++calls == 2) return Error{ErrorCode::Unavailable, "once"};
    for (const Event& each : events) seen.add(each);
    return {};
  });
  bus_->start();
  bus_->drain();
  EXPECT_EQ(seen.bodies(), numbers(0, 600));
  EXPECT_LE(calls, 8);
}

// More than the window holds, so the slow one reads from the database again.
TEST_P(BusTest, ASlowSubscriberMissesNothing) {
  std::promise<void> gate;
  const std::shared_future<void> opened = gate.get_future().share();
  Seen slow;
  bus_->subscribe("slow", "*", [&](const Event& each) -> Result<> {
    opened.wait();
    slow.add(each);
    return {};
  });
  Seen fast;
  bus_->subscribe("fast", "*", fast.handler());
  bus_->start();
  constexpr int kEvents = 9000;
  for (int begin = 0; begin < kEvents; begin += 1000) {
    ASSERT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
      for (int i = begin; i < begin + 1000; ++i) {
        TRY(Bus::publish(transaction, event(std::to_string(i))));
      }
      return {};
    }));
  }
  while (fast.bodies().size() < kEvents) bus_->wake();
  EXPECT_GT(bus_->pending(), 8000U);
  gate.set_value();
  bus_->drain();
  EXPECT_EQ(slow.bodies(), numbers(0, kEvents));
  EXPECT_EQ(fast.bodies(), numbers(0, kEvents));
}

TEST_P(BusTest, WritersAtOnceLoseNothing) {
  std::mutex mutex;
  std::multiset<std::string> seen;
  bus_->subscribe("one", "*", [&](const Event& each) -> Result<> {
    const std::lock_guard lock(mutex);
    seen.insert(each.body);
    return {};
  });
  bus_->start();
  std::vector<std::thread> writers;
  for (int w = 0; w < 4; ++w) {
    writers.emplace_back([this, w] {
      for (int i = 0; i < 100; ++i) {
        const bool fails = i % 10 == 9;
        static_cast<void>(database().write([&](store::Transaction& transaction) -> Result<> {
          TRY(Bus::publish(transaction, event(fails ? "lost" : fmt::format("{}-{}", w, i))));
          if (fails) return Error{ErrorCode::Conflict, "rolled back by the test"};
          return {};
        }));
        bus_->wake();
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  bus_->drain();
  const std::lock_guard lock(mutex);
  EXPECT_EQ(seen.size(), 360U);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 360U);
  EXPECT_FALSE(seen.contains("lost"));
}

TEST_P(BusTest, AWatcherSeesWhatComesFromNowOn) {
  publish("before");
  bus_->start();
  Seen seen;
  const std::uint64_t watch =
      bus_->watch("inspection.*", [&](const Event& each) { seen.add(each); });
  publish("0");
  publish("elsewhere", "contact.opened");
  publish("1");
  bus_->drain();
  EXPECT_EQ(seen.bodies(), numbers(0, 2));
  bus_->unwatch(watch);
  publish("2");
  bus_->drain();
  EXPECT_EQ(seen.bodies(), numbers(0, 2));
}

TEST_P(BusTest, AWatcherMayEndItself) {
  bus_->start();
  Seen seen;
  std::atomic<std::uint64_t> watch = 0;
  watch = bus_->watch("*", [&](const Event& each) {
    seen.add(each);
    bus_->unwatch(watch);
  });
  publish("0");
  publish("1");
  bus_->drain();
  EXPECT_EQ(seen.bodies(), numbers(0, 1));
}

TEST_P(BusTest, AViewThatWasCutOffPicksUpAgain) {
  std::vector<Event> events;
  for (int i = 0; i < 50; ++i) {
    clock_.advance(std::chrono::seconds(7));
    events.push_back(
        publish(std::to_string(i), i % 5 == 0 ? "contact.opened" : "inspection.decided"));
    publish("theirs", "inspection.decided", "other");
  }
  const auto missed = bus_->replay_since("default", events[39].id, "inspection.*", 100);
  ASSERT_TRUE(missed) << missed.error().message;
  std::vector<std::string> bodies;
  for (const Event& each : *missed) bodies.push_back(each.body);
  EXPECT_EQ(bodies, (std::vector<std::string>{"41", "42", "43", "44", "46", "47", "48", "49"}));
  EXPECT_TRUE(bus_->replay_since("default", events[49].id, "*", 100)->empty());
  EXPECT_EQ(bus_->replay_since("default", events[0].id, "*", 10).error().code,
            ErrorCode::LimitExceeded);
  EXPECT_EQ(bus_->replay_since("default", ids_.next(), "*", 10).error().code, ErrorCode::NotFound);
  EXPECT_EQ(bus_->replay_since("default", Uuid{}, "*", 10).error().code, ErrorCode::NotFound);
}

TEST_P(BusTest, OldEventsGoOnceEverybodyHadThem) {
  std::promise<void> gate;
  const std::shared_future<void> opened = gate.get_future().share();
  Seen seen;
  bus_->subscribe("one", "*", [&](const Event& each) -> Result<> {
    if (each.body == "2") opened.wait();
    seen.add(each);
    return {};
  });
  bus_->start();
  for (int i = 0; i < 4; ++i) publish(std::to_string(i));
  clock_.advance(std::chrono::hours(25));
  publish("4");
  bus_->wake();
  ASSERT_TRUE(bus_->prune());
  EXPECT_GE(stored(), 3) << "removed what was not delivered";
  gate.set_value();
  bus_->drain();
  bus_->stop();
  ASSERT_TRUE(bus_->prune());
  EXPECT_EQ(stored(), 1);
  EXPECT_EQ(seen.bodies(), numbers(0, 5));
}

TEST_P(BusTest, TooManyEventsGoEarly) {
  restart({.kept_max = 10});
  Seen seen;
  bus_->subscribe("one", "*", seen.handler());
  bus_->start();
  for (int i = 0; i < 30; ++i) publish(std::to_string(i));
  bus_->drain();
  bus_->stop();
  ASSERT_TRUE(bus_->prune());
  EXPECT_EQ(stored(), 10);
}

TEST_P(BusTest, OperatorsSeeWhatWasHandledAndWhatWaits) {
  telemetry::Metrics metrics;
  {
    Bus bus(database(), clock_, {.retry_first = milliseconds(1)}, &metrics);
    bus.subscribe("one", "*", [is_first = true](const Event&) mutable -> Result<> {
      if (std::exchange(is_first, false)) return Error{ErrorCode::Unavailable, "once"};
      return {};
    });
    bus.start();
    publish("0");
    publish("1");
    bus.drain();
    bus.stop();
    const std::string text = metrics.render();
    EXPECT_NE(text.find(R"(holdfast_events_handled_total{outcome="ok",subscriber="one"} 2)"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find(R"(holdfast_events_handled_total{outcome="failed",subscriber="one"} 1)"),
              std::string::npos);
    EXPECT_NE(text.find("holdfast_outbox_pending 0"), std::string::npos);
  }
  EXPECT_NE(metrics.render(), "") << "metrics may outlive the bus";
}

}  // namespace
}  // namespace holdfast::bus

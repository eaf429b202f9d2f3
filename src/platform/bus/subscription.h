// One subscriber's way through the outbox, on a thread of its own.

#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "platform/bus/pump.h"

namespace holdfast::bus {

class Subscription {
 public:
  struct Parts {
    std::string subscriber;
    std::string topic_glob;
    BatchHandler handler;
    std::size_t batch_max = 1;
    telemetry::Counter handled;
    telemetry::Counter failed;
  };
  Subscription(store::Database& database, Pump& pump, const BusOptions& options, Parts parts)
      : database_(database), pump_(pump), options_(options), parts_(std::move(parts)) {}

  const std::string& subscriber() const { return parts_.subscriber; }

  // Reads the stored cursor.
  Result<> load();
  void start();
  // Stop the pump first: it is what a subscription waits for.
  void stop();

  // Everything up to here was handled.
  std::int64_t position() const;
  // What a restart would begin after.
  std::int64_t saved_position() const { return saved_; }
  void wait_for(std::int64_t seq);

 private:
  void run();
  // False when the subscription is being stopped.
  bool handle(const std::vector<SharedEvent>& events);
  bool handle_until_done(std::span<const Event> events);
  bool wait_after_failure(std::chrono::milliseconds wait);
  void save(std::int64_t seq);
  void move_to(std::int64_t seq);

  store::Database& database_;
  Pump& pump_;
  const BusOptions& options_;
  const Parts parts_;

  mutable std::mutex mutex_;
  std::condition_variable has_changed_;
  bool is_stopping_ = false;
  std::int64_t position_ = 0;
  std::atomic<std::int64_t> saved_{0};
  std::thread thread_;
};

}  // namespace holdfast::bus

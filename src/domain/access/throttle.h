// Slows guessing down without letting anybody lock others out.
//
// Failures count for one account from one address: after three, each further one doubles the wait,
// up to 15 minutes. Who guesses over many accounts waits by address, too, but not for an account
// that was signed in to from that address before: colleagues behind the same router go on working.

#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace holdfast::access {

// In memory, for the life of the process. Thread-safe.
class Throttle {
 public:
  explicit Throttle(const Clock& clock) : clock_(clock) {}

  // Zero: go on. The attempt counts as a failure until succeeded() takes it back, so that attempts
  // made at once do not all pass.
  std::chrono::seconds begin(std::string_view account, std::string_view address);
  void succeeded(std::string_view account, std::string_view address);

 private:
  struct Counter {
    std::uint32_t failures = 0;
    bool has_succeeded = false;
    Timestamp free_at{};  // the next attempt is possible from here on
    Timestamp forget_at{};
  };
  using Counters = std::unordered_map<std::string, Counter>;

  Counter& counter(Counters& counters, std::string key, Timestamp now);
  static void fail(Counter& counter, std::uint32_t free_failures, Timestamp now);

  const Clock& clock_;
  std::mutex mutex_;
  Counters pairs_;  // account and address
  Counters addresses_;
};

}  // namespace holdfast::access

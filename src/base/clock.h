// Time, passed in so that tests own it.

#pragma once

#include <chrono>

namespace holdfast {

// UTC, to the millisecond: what is stored and shown.
using Timestamp = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
  }
};

// Stands still until a test moves it. Not thread-safe while it is being moved.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start = Timestamp(std::chrono::milliseconds(1'790'000'000'000)))
      : now_(start) {}
  Timestamp now() const override { return now_; }
  void advance(std::chrono::milliseconds by) { now_ += by; }
  void set(Timestamp to) { now_ = to; }

 private:
  Timestamp now_;
};

inline std::int64_t to_ms(Timestamp at) { return at.time_since_epoch().count(); }
inline Timestamp from_ms(std::int64_t ms) { return Timestamp(std::chrono::milliseconds(ms)); }

}  // namespace holdfast

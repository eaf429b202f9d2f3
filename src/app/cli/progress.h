// A bar on standard error while a long command runs, if that is a terminal.

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace holdfast::cli {

class Progress {
 public:
  // `bytes_total` 0: not known, so only what is done is shown.
  explicit Progress(std::uint64_t bytes_total);
  ~Progress() { clear(); }

  void add(std::uint64_t bytes) { bytes_done_ += bytes; }  // from any thread

  // From one thread. Draws at most ten times a second, and nothing in the first second.
  void draw();
  // Takes the bar away, before something else is printed.
  void clear();

 private:
  const bool is_terminal_;
  const std::uint64_t bytes_total_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_ = start_;
  std::atomic<std::uint64_t> bytes_done_{0};
  bool is_shown_ = false;
};

}  // namespace holdfast::cli

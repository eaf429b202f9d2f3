// Looks for changes of a rule directory while the program runs.
//
// By looking, not by inotify: a directory may be mounted from elsewhere, or be a link that is
// turned to another one (as Kubernetes does), and a few files cost microseconds to look at.

#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace holdfast::own_rules {

class RuleWatch {
 public:
  // Calls `on_change` on a thread of its own when the directory is not as it was and has been still
  // for one interval: nobody wants half a list. It says whether it is done with this change;
  // otherwise it is asked again after an interval.
  RuleWatch(std::string path, std::chrono::milliseconds interval, std::function<bool()> on_change);
  ~RuleWatch();  // stops
  RuleWatch(const RuleWatch&) = delete;
  RuleWatch& operator=(const RuleWatch&) = delete;

  // `known` is the fingerprint of what was loaded, taken before it was read. Once.
  void start(std::string known);
  void stop();

 private:
  void run(std::string known);
  bool wait();  // false: stop

  const std::string path_;
  const std::chrono::milliseconds interval_;
  const std::function<bool()> on_change_;
  std::mutex mutex_;
  std::condition_variable must_stop_changed_;
  bool must_stop_ = false;
  std::thread thread_;
};

}  // namespace holdfast::own_rules

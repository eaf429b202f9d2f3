#include "platform/own_rules/rule_watch.h"

#include <utility>

#include "platform/own_rules/rule_directory.h"

namespace holdfast::own_rules {

RuleWatch::RuleWatch(std::string path, std::chrono::milliseconds interval,
                     std::function<bool()> on_change)
    : path_(std::move(path)), interval_(interval), on_change_(std::move(on_change)) {}

RuleWatch::~RuleWatch() { stop(); }

void RuleWatch::start(std::string known) {
  thread_ = std::thread([this, from = std::move(known)]() mutable { run(std::move(from)); });
}

void RuleWatch::stop() {
  {
    const std::lock_guard lock(mutex_);
    must_stop_ = true;
  }
  must_stop_changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool RuleWatch::wait() {
  std::unique_lock lock(mutex_);
  return !must_stop_changed_.wait_for(lock, interval_, [this] { return must_stop_; });
}

void RuleWatch::run(std::string known) {
  std::string before = known;
  while (wait()) {
    std::string now = fingerprint(path_);
    const bool is_still = now == before;
    before = now;
    if (now == known || !is_still) continue;
    if (on_change_()) known = std::move(now);
  }
}

}  // namespace holdfast::own_rules

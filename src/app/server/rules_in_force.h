// Which rules find things, as time goes on: takes in what changes in the directory of one's own
// rules, and records in the log what is in force.

#pragma once

#include <atomic>

#include "app/server/core.h"
#include "platform/own_rules/rule_watch.h"

namespace holdfast::server {

// Each node reads its own directory. Thread-safe.
class RulesInForce {
 public:
  explicit RulesInForce(Core& core);

  // Records the rules that the core was opened with, unless they are the ones recorded last, and
  // begins to watch the directory, if there is one.
  Result<> start();
  void stop();

  // Whether the newest version was refused. The one before is in force.
  bool is_refused() const { return is_refused_; }

 private:
  bool take_in();
  void refuse(const Error& error);
  void accept();
  Result<> record(const detect::Detector& detector);

  Core& core_;
  telemetry::Gauge refused_gauge_;
  std::atomic<bool> is_refused_ = false;
  own_rules::RuleWatch watch_;
};

}  // namespace holdfast::server

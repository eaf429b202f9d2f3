// The active policies of one tenant, as the verdict path sees them.

#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/policies/policies.h"
#include "domain/policies/types.h"

namespace holdfast::policies {

struct LoadedPolicy {
  std::shared_ptr<const decide::Policy> policy;
  std::uint32_t version = 0;
  Modes modes;  // holds kEveryQueue
};

// Immutable. The lists by queue are made once, so that a message costs one search among the queues
// that have modes of their own.
class Snapshot final : public ActiveSet {
 public:
  explicit Snapshot(std::vector<LoadedPolicy> policies);

  std::span<const decide::ActivePolicy> for_queue(std::string_view queue) const override;

  std::span<const LoadedPolicy> policies() const { return policies_; }

 private:
  struct QueueList {
    std::string queue;
    std::vector<decide::ActivePolicy> active;
  };
  std::vector<decide::ActivePolicy> list_for(std::string_view queue) const;

  std::vector<LoadedPolicy> policies_;
  std::vector<decide::ActivePolicy> every_queue_;
  std::vector<QueueList> queues_;  // sorted
};

}  // namespace holdfast::policies

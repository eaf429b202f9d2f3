#include "domain/policies/snapshot.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/check.h"

namespace holdfast::policies {

Snapshot::Snapshot(std::vector<LoadedPolicy> policies) : policies_(std::move(policies)) {
  std::set<std::string, std::less<>> named;
  for (const LoadedPolicy& loaded : policies_) {
    CHECK(loaded.modes.contains(kEveryQueue));
    for (const auto& [queue, mode] : loaded.modes) named.insert(queue);
  }
  every_queue_ = list_for(kEveryQueue);
  for (const std::string& queue : named) {
    if (queue != kEveryQueue) queues_.push_back({queue, list_for(queue)});
  }
}

std::vector<decide::ActivePolicy> Snapshot::list_for(std::string_view queue) const {
  std::vector<decide::ActivePolicy> active;
  for (const LoadedPolicy& loaded : policies_) {
    auto mode = loaded.modes.find(queue);
    if (mode == loaded.modes.end()) mode = loaded.modes.find(kEveryQueue);
    active.push_back({loaded.policy.get(), loaded.version, mode->second});
  }
  return active;
}

std::span<const decide::ActivePolicy> Snapshot::for_queue(std::string_view queue) const {
  const auto found = std::ranges::lower_bound(
      queues_, queue, std::ranges::less{},
      [](const QueueList& list) -> std::string_view { return list.queue; });
  if (found == queues_.end() || found->queue != queue) return every_queue_;
  return found->active;
}

}  // namespace holdfast::policies

#include "domain/access/throttle.h"

#include <algorithm>

namespace holdfast::access {
namespace {

using std::chrono::seconds;

constexpr std::uint32_t kFreeFailures = 3;
constexpr std::uint32_t kFreeFailuresOfAddress = 20;
constexpr seconds kWaitMax = std::chrono::minutes(15);
constexpr seconds kMemory = std::chrono::hours(24);
constexpr std::size_t kCountersMax = 50'000;

// An IPv6 host has a whole /64 to itself.
std::string network_of(std::string_view address) {
  if (address.find(':') == std::string_view::npos) return std::string(address);
  std::size_t end = 0;
  for (int groups = 0; groups < 4 && end < address.size(); ++groups) {
    end = std::min(address.find(':', end), address.size()) + 1;
  }
  return std::string(address.substr(0, end));
}

seconds wait_after(std::uint32_t failures, std::uint32_t free_failures) {
  if (failures <= free_failures) return seconds(0);
  const std::uint32_t doublings = std::min(failures - free_failures - 1, 10U);
  return std::min(seconds(1U << doublings), kWaitMax);
}

}  // namespace

Throttle::Counter& Throttle::counter(Counters& counters, std::string key, Timestamp now) {
  if (counters.size() >= kCountersMax && !counters.contains(key)) {
    std::erase_if(counters, [now](const auto& entry) { return entry.second.forget_at <= now; });
    // Memory has an end: whoever fills it with made-up accounts loses only counters of the like.
    if (counters.size() >= kCountersMax) counters.erase(counters.begin());
  }
  Counter& counter = counters[std::move(key)];
  if (counter.forget_at <= now) counter = Counter{};
  return counter;
}

void Throttle::fail(Counter& counter, std::uint32_t free_failures, Timestamp now) {
  ++counter.failures;
  counter.free_at = now + wait_after(counter.failures, free_failures);
  counter.forget_at = now + kMemory;
}

seconds Throttle::begin(std::string_view account, std::string_view address) {
  const std::string network = network_of(address);
  const Timestamp now = clock_.now();
  const std::scoped_lock lock(mutex_);
  Counter& pair = counter(pairs_, std::string(account) + '\n' + network, now);
  Counter& all = counter(addresses_, network, now);
  const Timestamp free_at = pair.has_succeeded ? pair.free_at : std::max(pair.free_at, all.free_at);
  if (free_at > now) return std::chrono::ceil<seconds>(free_at - now);
  fail(pair, kFreeFailures, now);
  if (!pair.has_succeeded) fail(all, kFreeFailuresOfAddress, now);
  return seconds(0);
}

void Throttle::succeeded(std::string_view account, std::string_view address) {
  const std::string network = network_of(address);
  const Timestamp now = clock_.now();
  const std::scoped_lock lock(mutex_);
  Counter& pair = counter(pairs_, std::string(account) + '\n' + network, now);
  Counter& all = counter(addresses_, network, now);
  if (!pair.has_succeeded && all.failures > 0) {
    --all.failures;
    all.free_at = now;
  }
  pair = Counter{.failures = 0,
                 .has_succeeded = true,
                 .free_at = now,
                 .forget_at = now + std::chrono::hours(24 * 30)};
}

}  // namespace holdfast::access

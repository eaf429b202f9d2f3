#include "domain/inspection/lanes.h"

#include <fmt/core.h>

namespace holdfast::inspection {
namespace {

std::string lane_key(std::string_view tenant, const Uuid& contact) {
  std::string key(tenant);
  key.append(as_text(contact.bytes));
  return key;
}

}  // namespace

void Lane::enter(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (is_busy_) {
      waiting_.push_back(std::move(job));
      return;
    }
    is_busy_ = true;
  }
  job();
}

void Lane::leave() {
  std::function<void()> next;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) {
      is_busy_ = false;
      return;
    }
    next = std::move(waiting_.front());
    waiting_.pop_front();
  }
  pool_.run(std::move(next));
}

std::shared_ptr<Lane> Lanes::of(std::string_view tenant, const Uuid& contact) {
  std::string key = lane_key(tenant, contact);
  const std::lock_guard lock(mutex_);
  if (const auto found = lanes_.find(key); found != lanes_.end()) {
    lane_uses_.splice(lane_uses_.begin(), lane_uses_, found->second.use);
    return found->second.lane;
  }
  // Only lanes that nobody holds are forgotten, or one contact could have two.
  for (auto oldest = lane_uses_.end();
       lanes_.size() >= lanes_max_ && oldest != lane_uses_.begin();) {
    --oldest;
    const auto slot = lanes_.find(*oldest);
    if (slot->second.lane.use_count() > 1) continue;
    lanes_.erase(slot);
    oldest = lane_uses_.erase(oldest);
  }
  lane_uses_.push_front(key);
  auto lane = std::make_shared<Lane>(pool_);
  lanes_.emplace(std::move(key), Slot{.lane = lane, .use = lane_uses_.begin()});
  return lane;
}

Result<Uuid> Lanes::resolve(const std::string& external_key,
                            const std::function<Result<std::optional<Uuid>>()>& find,
                            IdSource& ids) {
  const std::lock_guard lock(names_mutex_);
  if (const auto known = names_.find(external_key); known != names_.end()) {
    name_uses_.splice(name_uses_.begin(), name_uses_, known->second.use);
    return known->second.id;
  }
  const std::optional<Uuid> stored = TRY(find());
  const Uuid id = stored ? *stored : ids.next();
  if (names_.size() >= lanes_max_) {
    names_.erase(name_uses_.back());
    name_uses_.pop_back();
  }
  name_uses_.push_front(external_key);
  names_.emplace(external_key, Name{.id = id, .use = name_uses_.begin()});
  return id;
}

void Lanes::forget(const contacts::Contact& contact) {
  forget_name(external_key(contact.tenant, contact.channel, contact.external_id));
  std::shared_ptr<Lane> lane;
  {
    const std::lock_guard lock(mutex_);
    const auto found = lanes_.find(lane_key(contact.tenant, contact.id));
    if (found == lanes_.end()) return;
    lane = found->second.lane;
  }
  lane->enter([lane] {
    lane->state.forget();
    lane->leave();
  });
}

std::string Lanes::external_key(std::string_view tenant, std::string_view channel,
                                std::string_view external_id) {
  return fmt::format("{}\n{}\n{}", tenant, channel, external_id);
}

void Lanes::forget_name(const std::string& external_key) {
  const std::lock_guard lock(names_mutex_);
  const auto known = names_.find(external_key);
  if (known == names_.end()) return;
  name_uses_.erase(known->second.use);
  names_.erase(known);
}

}  // namespace holdfast::inspection

#include "platform/crypto/key_cache.h"

namespace holdfast::crypto {

SubjectKey KeyCache::find(std::string_view tenant, std::string_view subject) {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find({tenant, subject});
  if (found == index_.end()) return nullptr;
  const auto item = found->second;
  if (item->until <= clock_.now()) {
    evict(item);
    return nullptr;
  }
  items_.splice(items_.begin(), items_, item);
  return item->key;
}

KeyCache::Ticket KeyCache::ticket() const {
  const std::lock_guard lock(mutex_);
  return ticket_;
}

void KeyCache::offer(std::string_view tenant, std::string_view subject, SubjectKey key,
                     Ticket ticket) {
  const std::lock_guard lock(mutex_);
  const View view{tenant, subject};
  if (ticket != ticket_ || doomed_.contains(view) || index_.contains(view)) return;
  items_.push_front({.name = {std::string(tenant), std::string(subject)},
                     .key = std::move(key),
                     .until = clock_.now() + options_.cached_for});
  index_.emplace(items_.front().view(), items_.begin());
  if (items_.size() > options_.cached_keys_max) evict(std::prev(items_.end()));
}

void KeyCache::doom(std::string_view tenant, std::string_view subject) {
  const std::lock_guard lock(mutex_);
  ++ticket_;
  const View view{tenant, subject};
  if (const auto found = index_.find(view); found != index_.end()) evict(found->second);
  if (doomed_.contains(view)) return;
  const SubjectName& name =
      doomed_names_.emplace_back(SubjectName{std::string(tenant), std::string(subject)});
  doomed_.emplace(View{name.tenant, name.subject}, std::prev(doomed_names_.end()));
}

void KeyCache::confirm_destroyed(std::string_view tenant, std::string_view subject) {
  const std::lock_guard lock(mutex_);
  const auto found = doomed_.find({tenant, subject});
  if (found == doomed_.end()) return;
  ++ticket_;
  const auto name = found->second;
  doomed_.erase(found);
  doomed_names_.erase(name);
}

std::vector<SubjectName> KeyCache::doomed_beyond(std::size_t count_max) const {
  const std::lock_guard lock(mutex_);
  if (doomed_names_.size() <= count_max) return {};
  return {doomed_names_.begin(), doomed_names_.end()};
}

void KeyCache::evict(std::list<Item>::iterator item) {
  index_.erase(item->view());
  items_.erase(item);
}

}  // namespace holdfast::crypto

// Credentials in memory, by the hash of their token: what the I/O thread may ask.
//
// What was revoked must not come back by a look-up that began before: who looks up draws a ticket
// first, and any removal in between makes the ticket worthless.

#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/sha256.h"

namespace holdfast::access {

// Thread-safe. Entries are shared: whoever holds one may go on using it while it is removed.
template <typename Entry>
class CredentialCache {
 public:
  using Ticket = std::uint64_t;

  std::shared_ptr<Entry> find(const Hash& token) const {
    const std::shared_lock lock(mutex_);
    const auto found = entries_.find(token);
    return found == entries_.end() ? nullptr : found->second;
  }

  Ticket ticket() const {
    const std::shared_lock lock(mutex_);
    return removals_;
  }
  void offer(const Hash& token, std::shared_ptr<Entry> entry, Ticket ticket) {
    const std::unique_lock lock(mutex_);
    if (ticket != removals_) return;
    if (entries_.size() >= kEntriesMax) entries_.erase(entries_.begin());
    entries_[token] = std::move(entry);
  }

  template <typename Predicate>
  void remove_if(Predicate predicate) {
    const std::unique_lock lock(mutex_);
    ++removals_;
    std::erase_if(entries_, [&](const auto& entry) { return predicate(*entry.second); });
  }
  void remove(const Hash& token) {
    const std::unique_lock lock(mutex_);
    ++removals_;
    entries_.erase(token);
  }

  std::vector<std::pair<Hash, std::shared_ptr<Entry>>> all() const {
    const std::shared_lock lock(mutex_);
    return {entries_.begin(), entries_.end()};
  }
  std::size_t size() const {
    const std::shared_lock lock(mutex_);
    return entries_.size();
  }

 private:
  static constexpr std::size_t kEntriesMax = 50'000;

  struct FirstBytes {
    std::size_t operator()(const Hash& hash) const {
      std::size_t first = 0;
      std::memcpy(&first, hash.data(), sizeof(first));
      return first;
    }
  };

  mutable std::shared_mutex mutex_;
  std::unordered_map<Hash, std::shared_ptr<Entry>, FirstBytes> entries_;
  Ticket removals_ = 0;
};

}  // namespace holdfast::access

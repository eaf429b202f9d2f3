// The keyring's memory: the least recently used keys, and never one whose row may be gone.
//
// Only find() adds keys, from committed rows. What makes that safe against erasure:
// - destroy() evicts a subject and marks it as doomed *before* its transaction commits, since from
//   then on a reader may still see the old row; a doomed subject is not cached.
// - The mark goes once a committed read has shown the destroyed row. A read that began before that
//   moment may still carry the key, so it shows its ticket, and tickets end with every change.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "platform/crypto/keyring.h"

namespace holdfast::crypto {

struct SubjectName {
  std::string tenant;
  std::string subject;
};

// Thread-safe.
class KeyCache {
 public:
  using Ticket = std::uint64_t;

  KeyCache(const Clock& clock, const KeyringOptions& options) : clock_(clock), options_(options) {}

  // Null when it is not held or has been held for too long.
  SubjectKey find(std::string_view tenant, std::string_view subject);

  // Before a read begins; goes to offer() with what the read found.
  Ticket ticket() const;
  // Keeps the key unless something was erased since the ticket was drawn.
  void offer(std::string_view tenant, std::string_view subject, SubjectKey key, Ticket ticket);

  // Evicts, and refuses the subject from now on.
  void doom(std::string_view tenant, std::string_view subject);
  // A committed read showed that the key is destroyed.
  void confirm_destroyed(std::string_view tenant, std::string_view subject);
  // The subjects whose end was not seen yet, when they are more than `count_max`.
  std::vector<SubjectName> doomed_beyond(std::size_t count_max) const;

 private:
  struct View {
    std::string_view tenant;
    std::string_view subject;
    bool operator==(const View&) const = default;
  };
  struct ViewHash {
    std::size_t operator()(const View& view) const {
      const std::hash<std::string_view> hash;
      return hash(view.tenant) * 31 + hash(view.subject);
    }
  };
  struct Item {
    SubjectName name;
    SubjectKey key;
    Timestamp until;
    View view() const { return {name.tenant, name.subject}; }
  };

  void evict(std::list<Item>::iterator item);

  const Clock& clock_;
  const KeyringOptions options_;
  mutable std::mutex mutex_;
  std::list<Item> items_;  // most recently used first; the views below point into their names
  std::unordered_map<View, std::list<Item>::iterator, ViewHash> index_;
  std::list<SubjectName> doomed_names_;
  std::unordered_map<View, std::list<SubjectName>::iterator, ViewHash> doomed_;
  Ticket ticket_ = 0;
};

}  // namespace holdfast::crypto

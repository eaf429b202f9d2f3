// Messages of one contact are inspected one after another; messages of different contacts do not
// wait for each other. A lane also remembers what the last message left behind, so that a live
// contact costs no read.

#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/ids.h"
#include "base/worker_pool.h"
#include "domain/contacts/contact.h"
#include "engine/detect/detector.h"
#include "platform/crypto/keyring.h"

namespace holdfast::inspection {

// What is known of one contact. Touched only by whoever is in the lane.
struct LaneState {
  bool is_loaded = false;
  contacts::Contact contact;
  detect::Conversation conversation;
  std::optional<crypto::SubjectKey> key;

  // After a write that failed: what the database says counts.
  void forget() { *this = LaneState(); }
};

class Lane {
 public:
  explicit Lane(WorkerPool& pool) : pool_(pool) {}

  // Runs `job` at once on this thread when the lane is free, else later on the pool. Whoever ran
  // must call leave(), from any thread.
  void enter(std::function<void()> job);
  void leave();

  LaneState state;

 private:
  WorkerPool& pool_;
  std::mutex mutex_;
  bool is_busy_ = false;
  std::deque<std::function<void()>> waiting_;
};

// Lanes by contact, the least recently used forgotten first. Thread-safe.
class Lanes {
 public:
  Lanes(WorkerPool& pool, std::size_t lanes_max) : pool_(pool), lanes_max_(lanes_max) {}

  std::shared_ptr<Lane> of(std::string_view tenant, const Uuid& contact);

  // The id of a contact that is known by its external id: from memory, else from `find`, else new.
  // Two callers at once get the same one.
  Result<Uuid> resolve(const std::string& external_key,
                       const std::function<Result<std::optional<Uuid>>()>& find, IdSource& ids);
  // After another node opened the same contact first.
  void forget_name(const std::string& external_key);
  // What is remembered of a contact that was erased, in its turn.
  void forget(const contacts::Contact& contact);

  // How resolve() knows a contact: unique in all tenants and channels.
  static std::string external_key(std::string_view tenant, std::string_view channel,
                                  std::string_view external_id);

 private:
  struct Slot {
    std::shared_ptr<Lane> lane;
    std::list<std::string>::iterator use;
  };
  struct Name {
    Uuid id;
    std::list<std::string>::iterator use;
  };

  WorkerPool& pool_;
  std::size_t lanes_max_;
  std::mutex mutex_;
  std::unordered_map<std::string, Slot> lanes_;
  std::list<std::string> lane_uses_;  // most recent first
  std::mutex names_mutex_;
  std::unordered_map<std::string, Name> names_;
  std::list<std::string> name_uses_;
};

}  // namespace holdfast::inspection

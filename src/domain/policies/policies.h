// Stored policies: versions, modes by queue, and what feedback says about their rules.

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "engine/decide/policy.h"
#include "platform/store/database.h"

namespace holdfast::policies {

// What runs now: an immutable snapshot, so a message is decided by one state of affairs.
class ActiveSet {
 public:
  virtual ~ActiveSet() = default;
  // The policies for a queue ("" when it is not known), the queue's own modes first, else '*'.
  virtual std::span<const decide::ActivePolicy> for_queue(std::string_view queue) const = 0;
};

// What a person or a sender said about a rule that fired.
struct Feedback {
  std::string policy;
  std::uint32_t version = 0;
  std::string rule;
  Uuid message;
  std::string finding_type;  // "" when it is about the whole message
  std::string kind;          // "not_sensitive", "overridden", "upheld"
  std::string reason;
  std::string actor;
};

class Policies {
 public:
  virtual ~Policies() = default;

  // On the verdict path: an atomic load.
  virtual std::shared_ptr<const ActiveSet> active(std::string_view tenant) const = 0;

  // Within the transaction of the act it belongs to; the leaf is the caller's.
  virtual Result<> record_feedback(store::Transaction& transaction, std::string_view tenant,
                                   const Feedback& feedback) = 0;
};

}  // namespace holdfast::policies

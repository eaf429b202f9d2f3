// What is stored of an inspection: one message, its findings, and a held original.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "engine/decide/verdict.h"

namespace holdfast::inspection {

struct FindingRow {
  Uuid id;
  std::string type;
  std::string category;
  std::uint32_t part = 0;                          // index into the stored parts
  std::uint32_t begin = 0, end = 0;                // bytes of the part's text as it came
  std::uint32_t stored_begin = 0, stored_end = 0;  // bytes of the protected text that is kept
  double confidence = 0;
  std::string masked;
  std::string digest;  // "" for types that keep nothing derived
  std::uint32_t entity = 0;
  std::string evidence;  // JSON
  std::string feedback;  // "", "not_sensitive", "upheld"
};

struct MessageRow {
  Uuid id;
  std::string tenant;
  Uuid contact;
  std::int64_t ordinal = 0;
  std::string external_id;
  Timestamp at{};
  std::string channel, direction, sender_role, queue;
  decide::Verdict verdict = decide::Verdict::Allow;
  decide::Severity severity = decide::Severity::Info;
  std::string rule;            // "" when none took effect
  std::string policy_version;  // "" likewise
  std::string hits = "[]";     // JSON
  std::string facts = "{}";    // JSON
  bool is_exposed = false;
  std::int64_t finding_count = 0;
  ByteVector content;  // sealed; empty once erased
  Hash content_hash{};
  Uuid entry;
  Hash leaf_hash{};
};

struct HeldRow {
  Uuid message;
  Uuid contact;
  std::string channel;
  Timestamp held_at{}, expires_at{};
  std::string state = "held";
  ByteVector original;  // sealed; empty once decided
  Hash original_hash{};
  std::string rule;
  decide::Severity severity = decide::Severity::Info;
  std::string finding_types;  // sorted, separated by spaces
  std::string decided_by;
  std::optional<Timestamp> decided_at;
  std::string reason;
};

}  // namespace holdfast::inspection

// Policies as they are stored: versions, modes by queue, feedback counted by rule.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "engine/decide/verdict.h"

namespace holdfast::policies {

enum class VersionState : std::uint8_t { Draft, Active, Superseded };
std::string_view to_string(VersionState state);  // "draft" …

// By queue; "*" is every queue that is not named.
using Modes = std::map<std::string, decide::Mode, std::less<>>;
inline constexpr std::string_view kEveryQueue = "*";

// {"*":"observe","billing":"enforce"}: what is stored, hashed and shown.
std::string to_json(const Modes& modes);

struct StoredPolicy {
  std::string name;
  std::uint32_t active_version = 0;  // 0 while none was activated
  std::uint32_t latest_version = 0;
  Modes modes;  // empty while none was activated
};

struct StoredVersion {
  std::string name;
  std::uint32_t version = 0;
  VersionState state = VersionState::Draft;
  std::string yaml;
  std::string comment;
  std::string created_by;
  Timestamp created_at{};
  std::string activated_by;  // "" while it was not
  std::optional<Timestamp> activated_at;
  std::string activated_for;    // the reason given
  std::string activated_modes;  // to_json() of those it was put in force with
};

// How a draft is put in force: with modes of its own, or with those that the policy has now.
struct Activation {
  std::string reason;
  std::optional<Modes> modes;
  bool keeps_modes = false;
};

// One change of modes.
struct ModeChange {
  Uuid entry;  // in the audit log
  Modes modes;
  std::string reason;
  std::string actor;
  Timestamp at{};
};

// What feedback says about one rule. A message judged several times counts once per kind.
struct RulePrecision {
  std::string rule;
  std::int64_t upheld = 0;
  std::int64_t not_sensitive = 0;
  std::int64_t overridden = 0;  // sent all the same, with a reason: says nothing of the finding

  std::int64_t judged() const { return upheld + not_sensitive; }
  // The part of what was judged that was right; nothing while nothing was judged.
  std::optional<double> precision() const;
  // Wilson's interval, 95 %: where the true value lies, given so few judgements.
  struct Interval {
    double low = 0;
    double high = 1;
  };
  Interval interval() const;
};

// Who acts, and for whom.
struct Author {
  std::string tenant;
  std::string actor;  // "person:<id>", "key:<id>", "system"
};

}  // namespace holdfast::policies

// Whether an entry stands in the log, for modules whose rows name entries.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "base/sha256.h"
#include "platform/store/database.h"

namespace holdfast::audit {

// What a module's row claims about the entry it names. "" claims nothing.
struct Claim {
  Uuid entry;
  std::string_view act;
  std::string_view subject;
};

// Whether the log holds an entry that did what is claimed. True also while an entry waits for its
// number; its claim is then checked once it has one.
Result<bool> stands_in_log(store::Reader& reader, std::string_view tenant, const Claim& claim);

// What a module's row says was done, without naming an entry.
struct Deed {
  std::string_view subject;
  std::string_view actor;
  std::string_view decision;
};

// Whether the log holds such an act, or one that waits for its number.
Result<bool> holds_deed(store::Reader& reader, std::string_view tenant, const Deed& deed);

// What the log says last of something.
struct LatestAct {
  Uuid entry;  // nil, and body_hash zero, in a row that was damaged
  std::string act;
  std::string actor;
  std::string decision;
  Hash body_hash{};
};

// The newest entry about `subject` that did one of `acts`, also while it waits for its number.
// Nothing when there is none.
Result<std::optional<LatestAct>> latest_act(store::Reader& reader, std::string_view tenant,
                                            std::string_view subject,
                                            std::span<const std::string_view> acts);

}  // namespace holdfast::audit

#include "domain/policies/activation.h"

#include <algorithm>

#include <fmt/core.h>

namespace holdfast::policies {

std::string mode_elsewhere(const Modes& modes) {
  return std::string(to_string(modes.find(kEveryQueue)->second));
}

Result<Modes> modes_after(const StoredPolicy& policy, const Activation& activation) {
  if (activation.modes) return *activation.modes;
  if (policy.modes.empty()) {
    if (!activation.keeps_modes) return Modes{{std::string(kEveryQueue), decide::Mode::Observe}};
    return Error{ErrorCode::InvalidInput, "keep_modes: no version runs whose modes could be kept"};
  }
  const bool only_observes = std::ranges::all_of(
      policy.modes, [](const auto& entry) { return entry.second == decide::Mode::Observe; });
  if (activation.keeps_modes || only_observes) return policy.modes;
  return Error{ErrorCode::InvalidInput,
               fmt::format("modes: version {} runs in {}; give the modes of the new version, or "
                           "keep_modes: true",
                           policy.active_version, to_json(policy.modes))};
}

}  // namespace holdfast::policies

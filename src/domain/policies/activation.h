// With which modes a version is put in force (docs/adr/0004).

#pragma once

#include <string>

#include "base/result.h"
#include "domain/policies/types.h"

namespace holdfast::policies {

// The mode of every queue that has none of its own.
std::string mode_elsewhere(const Modes& modes);

// Never more than was asked for, and never less by silence: a text that nobody watched must not
// enforce by itself, nor must what enforces stop doing so because nothing was said. InvalidInput:
// nothing was said and something must be, or there are no modes to keep.
Result<Modes> modes_after(const StoredPolicy& policy, const Activation& activation);

}  // namespace holdfast::policies

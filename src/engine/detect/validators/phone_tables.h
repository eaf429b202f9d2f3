// Builds the tables that PhonePlan reads: from each pattern of a numbering plan a minimal automaton
// over digits. Used when the program is built and by tests.

#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "engine/detect/validators/phone_facts.h"

namespace holdfast::detect {

// The regions of one calling code stand together. InvalidInput for a pattern that phone_pattern.h
// does not know; LimitExceeded for more states or regions than the tables' indexes hold.
Result<std::string> build_phone_tables(std::span<const PhoneRegionFacts> regions);

}  // namespace holdfast::detect

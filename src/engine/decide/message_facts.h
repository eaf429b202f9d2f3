// The attributes that rules about messages may ask for, and a message's facts in that order.

#pragma once

#include <memory_resource>

#include "engine/decide/matcher.h"
#include "engine/decide/policy.h"

namespace holdfast::decide {

Schema message_schema(const Policy::Vocabulary& vocabulary);

// Lives in `arena` and views `message`; both must outlive it.
FactTable facts_of(const MessageFacts& message, std::pmr::memory_resource& arena);

}  // namespace holdfast::decide

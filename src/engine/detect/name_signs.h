// The cheap signs that a name of a person may stand somewhere. Only what lies around them is read
// by the names model.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/detect/compiled.h"
#include "engine/detect/context.h"
#include "engine/detect/names/name_model.h"
#include "engine/detect/scan.h"

namespace holdfast::detect {

// The model compiled into the program (models/names).
const NameModel& shipped_names();

// By cue: a given name of the built-in list calls for the model where it begins, what announces a
// name where it ends. Empty when no detector reads names with the model.
std::vector<NameSign> name_signs_of(const Compiled& rules);

// Replaces `signs` by the bytes of the text, in order, around which the model is called for: given
// names and announcements among the cues; capitals within a sentence or beside another one, unless
// the word is an everyday one; initials; short lines below a comma. Linear, but for sorting.
void find_name_signs(const Compiled& rules, std::string_view text, const Masks& masks,
                     const ContextReader& context, std::vector<std::uint32_t>& signs);

}  // namespace holdfast::detect

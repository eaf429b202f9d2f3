// Which characters of a value carry it, and how they are hidden or brought to one form.

#pragma once

#include <string>
#include <string_view>

#include "engine/protect/protect.h"

namespace holdfast::protect {

// Spaces, dashes, dots, brackets and invisible characters: they shape a value and tell nothing of
// it.
bool is_separator(char32_t code_point);

// Appends `value` with its letters and digits replaced, the last few of them kept. Of digits said
// in words nothing is kept, not even how long the words are: that would tell most of them.
void append_masked(std::string& out, std::string_view value, Transform transform);

// The value in the one form that all its spellings share: no separators, upper case, digits and
// letters of other widths and scripts as ASCII. Where punctuation is part of the value (an address
// of a machine, a mailbox or a page) it stays.
std::string canonical_form(std::string_view value, std::string_view type_name);

}  // namespace holdfast::protect

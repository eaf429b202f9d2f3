// Topics: "inspection.decided"; globs over them: "inspection.*", "*".

#pragma once

#include <string_view>

namespace holdfast::bus {

// Each * stands for any run of characters, also none.
bool topic_matches(std::string_view glob, std::string_view topic);

}  // namespace holdfast::bus

// Which passwords people may choose.
//
// Length counts, not kinds of characters (NIST SP 800-63B section 3.1.1.2): 12 characters, and not
// one of those that everybody tries first.

#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sensitive.h"

namespace holdfast::access {

inline constexpr std::size_t kPasswordCharactersMin = 12;

// InvalidInput says what to do better, and nothing of the password. `email` is the person's own.
Result<> check_password(const Sensitive<std::string>& password, std::string_view email);

}  // namespace holdfast::access

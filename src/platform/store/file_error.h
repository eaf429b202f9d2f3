// What the operating system refused, as an Error whose code says what the caller can do. Private to
// this module.

#pragma once

#include <string_view>

#include "base/result.h"

namespace holdfast::store {

// `reason` is an errno. "cannot open data/holdfast.db: Permission denied".
Error file_error(std::string_view what, int reason);

}  // namespace holdfast::store

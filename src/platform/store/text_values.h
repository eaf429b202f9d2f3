// What a text must be that either back end keeps.

#pragma once

#include <span>

#include "platform/store/database.h"

namespace holdfast::store {

// InvalidInput: a text holds a NUL. PostgreSQL would refuse it in words of its own and SQLite would
// keep it, so both refuse it here.
Result<> expect_no_nul(std::span<const Value> parameters);

}  // namespace holdfast::store

// UUIDs in BYTEA columns of 16 bytes.

#pragma once

#include <algorithm>

#include "base/check.h"
#include "base/ids.h"
#include "platform/store/database.h"

namespace holdfast::store {

// CHECKs that the column holds 16 bytes: rows are written by this program alone.
inline Uuid uuid_from(const Row& row, int column) {
  const Bytes bytes = row.blob(column);
  Uuid id;
  CHECK(bytes.size() == id.bytes.size());
  std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
  return id;
}

}  // namespace holdfast::store

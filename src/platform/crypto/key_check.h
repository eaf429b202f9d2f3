// Ties a database to its master key, so that a lost or mistaken key file is noticed before anything
// is written, and not when nothing opens any more.

#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "platform/crypto/sealer.h"
#include "platform/store/database.h"

namespace holdfast::crypto {

// What the database says of its key; nothing when it was never used.
Result<std::optional<std::string>> stored_fingerprint(store::Reader& reader);

// Tells nothing about the key.
std::string fingerprint_of(const MasterKeys& keys);

// Corrupted: the database belongs to another key.
Result<> expect_key(const std::optional<std::string>& stored, const MasterKeys& keys);

// Writes the fingerprint and the time: a write that proves the database takes one.
Result<> mark_key(store::Transaction& transaction, const MasterKeys& keys, Timestamp now);

}  // namespace holdfast::crypto

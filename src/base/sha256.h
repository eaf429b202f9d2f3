// SHA-256 (FIPS 180-4) over a list of byte ranges.

#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>

#include "base/bytes.h"

namespace holdfast {

using Hash = std::array<std::byte, 32>;

// The digest of all parts joined, as if they were one buffer.
Hash sha256(std::initializer_list<Bytes> parts);

// HMAC-SHA-256 (RFC 2104).
Hash hmac_sha256(Bytes key, Bytes message);

}  // namespace holdfast

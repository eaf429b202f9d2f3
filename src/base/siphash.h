// SipHash-2-4 (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012): 64 bits that nobody
// can predict or test without the key, some 25 ns for a short value.

#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace holdfast {

using SipKey = std::array<std::uint64_t, 2>;

// The first 16 bytes, little-endian as in the paper. CHECKs that there are as many.
SipKey sip_key(Bytes bytes);

std::uint64_t siphash(const SipKey& key, Bytes message);

}  // namespace holdfast

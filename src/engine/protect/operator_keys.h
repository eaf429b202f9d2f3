// One key given by a person, and a key of its own for each operator.
//
// Nobody has to know that AES-SIV wants 64 bytes and FF1 32, and no two operators ever share a key.
// Whoever uses one key over several ways in (command line, HTTP) gets the same results.

#pragma once

#include "base/bytes.h"
#include "base/secret_bytes.h"

namespace holdfast::protect {

enum class KeyUse : std::uint8_t { Hash, Token, Siv, Format, Shift, Surrogate };

inline constexpr std::size_t kGivenKeyBytesMin = 16;

// Of the size the operator takes. `given` must not be empty.
SecretBytes operator_key(Bytes given, KeyUse use);

}  // namespace holdfast::protect

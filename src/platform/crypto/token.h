// Bearer tokens: API keys, sessions, one-time links. A token is a random 256-bit secret that its
// holder shows; the database keeps its SHA-256 alone, so a stolen database opens no door.
//
//   hfk_<43 characters of secret><6 characters of checksum>
//
// Prefix and checksum let scanners tell a leaked token from chance without asking the server.

#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/sensitive.h"
#include "base/sha256.h"

namespace holdfast::crypto {

struct Token {
  Sensitive<std::string> text;  // shown once
  Hash stored{};                // what the database keeps
};

// `prefix` has 2 to 8 lower-case letters: "hfk" for API keys, "hfs" for sessions.
Token make_token(std::string_view prefix, Random& random);

// The hash under which the database knows the token. InvalidInput: another prefix, a wrong length
// or a wrong checksum, which needs no look-up to refuse.
Result<Hash> read_token(std::string_view prefix, std::string_view text);

}  // namespace holdfast::crypto

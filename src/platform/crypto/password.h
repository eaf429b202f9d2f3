// Passwords are kept as Argon2id hashes (RFC 9106) with the cost that OWASP's password storage
// cheat sheet asks for: 19 MiB of memory, 3 passes, some 15 ms of one core.

#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sensitive.h"

namespace holdfast::crypto {

inline constexpr std::size_t kPasswordBytesMax = 1024;

// "$argon2id$v=19$m=19456,t=3,p=1$<salt>$<hash>". InvalidInput: empty or longer than
// kPasswordBytesMax. Unavailable: not enough memory.
Result<std::string> hash_password(const Sensitive<std::string>& password);

// Compares in constant time. A `hash` that is none matches nothing.
[[nodiscard]] bool password_matches(std::string_view hash, const Sensitive<std::string>& password);

// Takes as long as password_matches and says no. For a name that nobody has, so that the time of
// the answer does not tell which names exist.
[[nodiscard]] bool no_password_matches(const Sensitive<std::string>& password);

// The hash was made with a lower cost than today's: hash again after the next successful sign-in.
[[nodiscard]] bool needs_rehash(std::string_view hash);

}  // namespace holdfast::crypto

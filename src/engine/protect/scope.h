// Within what equal values stay equal: a tenant, a conversation, or everywhere under one key.
//
// Whoever holds two texts from different scopes cannot tell by surrogates or tokens that they name
// the same card. Within a scope they can, which is what joining rows and following a talk needs.
// Pure and thread-safe.

#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/secret_bytes.h"

namespace holdfast::protect {

struct Scope {
  std::string tenant;        // "" is one for all
  std::string conversation;  // "" is one for all of the tenant
};

// So many bytes that the key, the purpose and the scope decide, no two of which give related ones:
// HMAC-SHA-256 in counter mode (NIST SP 800-108) over fields with their lengths, so that no two
// scopes spell the same. `key` must not be empty.
SecretBytes scoped_key(Bytes key, std::string_view purpose, const Scope& scope, std::size_t bytes);

// HMAC-SHA-256 over several fields, each with its length before it.
SecretBytes keyed_digest_of(Bytes key, std::initializer_list<std::string_view> fields);

}  // namespace holdfast::protect

// Tokens that stand for values and carry them sealed: "[payment_card:t1.k3Jd…]".
//
// A token needs no store: it is the value under AES-SIV (RFC 5297), bound to type, tenant and
// conversation, under a key of that scope alone. Equal spellings of a value in one scope give equal
// tokens; in another scope they cannot be told from any other's, nor turned back. A token that was
// changed, or moved to another scope, is refused. Pure and thread-safe.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/protect/scope.h"

namespace holdfast::protect {

// The type's name: ASCII letters, digits, '_' and '-'; others become '_'. `key` must not be empty;
// an empty value gives an empty token.
std::string seal_token(std::string_view value, std::string_view type_name, Bytes key,
                       const Scope& scope);
// InvalidInput: no token, or not one of this key, type and scope.
Result<std::string> open_token(std::string_view token, Bytes key, const Scope& scope);

// Where tokens stand in a text, in order: bytes [begin, end).
struct TokenPlace {
  std::size_t begin = 0;
  std::size_t end = 0;
};
std::vector<TokenPlace> find_tokens(std::string_view text);

}  // namespace holdfast::protect

// Short tokens, numbered in the order of first sight: "[PAYMENT_CARD_1]".
//
// People can read and speak of them, and a number tells nothing of the value, not even to those who
// have the key; so the values have to be kept, and the vault keeps them. Each conversation counts
// by itself. All spellings of a value share its number: the second spelling seen is
// "[PAYMENT_CARD_1.2]", so that each comes back as it was written. Not thread-safe.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "engine/protect/scope.h"

namespace holdfast::protect {

class TokenVault {
 public:
  std::string token_for(std::string_view value, std::string_view type_name, const Scope& scope);

  // NotFound: no such token was given out in this scope.
  Result<std::string> value_of(std::string_view token, const Scope& scope) const;

  std::size_t value_count() const { return value_count_; }

  // The whole vault under AES-SIV with a key derived from this one, which must not be empty.
  ByteVector seal(Bytes key) const;
  // InvalidInput: another key sealed it. Corrupted: this key did, and it is none of ours.
  static Result<TokenVault> open(Bytes key, Bytes sealed);

 private:
  // Of one scope and type, whose name is in upper case.
  struct Numbered {
    std::vector<std::vector<std::string>> spellings;            // by number, from 0
    std::map<std::string, std::size_t, std::less<>> number_of;  // by canonical form
  };
  // Tenant, conversation and name.
  using Place = std::tuple<std::string, std::string, std::string>;

  static Result<TokenVault> parse(std::string_view json);

  std::map<Place, Numbered> numbered_;
  std::size_t value_count_ = 0;
};

// Where numbered tokens stand in a text, whether or not a vault knows them.
struct NumberedTokenPlace {
  std::size_t begin = 0;
  std::size_t end = 0;
};
std::vector<NumberedTokenPlace> find_numbered_tokens(std::string_view text);

}  // namespace holdfast::protect

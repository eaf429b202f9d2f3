#include "platform/crypto/pseudonym.h"

#include "base/check.h"
#include "base/sha256.h"

namespace holdfast::crypto {

std::string pseudonym(const MasterKeys& keys, std::string_view tenant, const Uuid& person,
                      std::size_t characters) {
  CHECK(characters >= 1 && characters <= kPseudonymCharactersMax);
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's
  // The id comes first because its length is fixed: no two pairs make the same message.
  std::string message(as_text(person.bytes));
  message += tenant;
  const Hash digest = hmac_sha256(keys.pseudonym_key().reveal(), as_bytes(message));

  std::string code;
  for (std::size_t i = 0; i < characters; ++i) {
    code += kAlphabet[std::to_integer<std::size_t>(digest[i]) % kAlphabet.size()];
  }
  return code;
}

}  // namespace holdfast::crypto

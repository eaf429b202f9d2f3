// What may be done to one value, and undone: the operators that callers choose by entity type.
//
// protect.h makes a whole text safe as policy says. Here a caller says for each type what becomes
// of it, takes the result back later and reverses it under the same key. Pure: randomness is
// passed in. Thread-safe.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/random.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "engine/protect/ff1.h"

namespace holdfast::protect {

// The value as it is.
struct Keep {};

// Nothing.
struct Redact {};

// The same text for every value.
struct ReplaceBy {
  std::string text;
};

// So many characters (code points, separators included) from one end become `mask_character`.
// Transform's mask keeps separators and never leaves more than half; this does what it is told.
struct MaskEnd {
  std::string mask_character = "*";  // one code point, or "" to drop them
  std::size_t count = 0;             // more than there are: all
  bool from_end = false;
};

enum class DigestKind : std::uint8_t { Sha256, Sha512 };

// Hexadecimal digest of salt and value (FIPS 180-4). Without a salt that others do not know,
// values of which there are few, as phone or card numbers, are found by trying them all.
struct Digest {
  DigestKind kind = DigestKind::Sha256;
  SecretBytes salt;
};

// aes.h's CBC, as base64url (RFC 4648, 5) with padding.
struct EncryptCbc {
  SecretBytes key;  // is_aes_key_size()
};
struct DecryptCbc {
  SecretBytes key;
};

// aes.h's SIV bound to the type's name, as base64url with padding: equal values of a type are
// equal afterwards.
struct EncryptSiv {
  SecretBytes key;  // is_siv_key_size()
};
struct DecryptSiv {
  SecretBytes key;
};

// ff1.h, with the type's name as tweak.
struct EncryptFormat {
  SecretBytes key;  // is_aes_key_size()
  Alphabet alphabet = Alphabet::Digits;
};
struct DecryptFormat {
  SecretBytes key;
  Alphabet alphabet = Alphabet::Digits;
};

using Operator = std::variant<Keep, Redact, ReplaceBy, MaskEnd, Digest, EncryptCbc, DecryptCbc,
                              EncryptSiv, DecryptSiv, EncryptFormat, DecryptFormat>;

// What becomes of `value`. InvalidInput: a key has the wrong size, what is to be decrypted was not
// written under it, or the value is too short for its format. The message tells nothing of either.
Result<std::string> operate(const Operator& what, std::string_view value,
                            std::string_view type_name, Random& random);

}  // namespace holdfast::protect

// What may be done to one value, and undone: the operators that callers choose by entity type.
//
// protect.h makes a whole text safe as policy says. Here a caller says for each type what becomes
// of it, takes the result back later and reverses it under the same key. Pure: randomness is
// passed in. Thread-safe.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/random.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "engine/protect/coarsen.h"
#include "engine/protect/date_shift.h"
#include "engine/protect/ff1.h"
#include "engine/protect/protect.h"
#include "engine/protect/scope.h"
#include "engine/protect/surrogate.h"
#include "engine/protect/token_vault.h"

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

// protect.h's mask: the first and the last few letters and digits stay, never more than half, and
// all separators.
struct MaskFormat {
  Transform transform;
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

// Hash's form of protect.h, "[payment_card:3f9a1c2b7d10]": keyed, equal for equal values of a type.
struct KeyedHash {
  SecretBytes key;  // not empty, as all that follow
};

// surrogate.h, within the occasion's scope.
struct Surrogate {
  SecretBytes key;
  const Surrogates* surrogates = nullptr;  // outlives the operator
};

// token.h, within the occasion's scope.
struct SealToken {
  SecretBytes key;
};
struct OpenToken {
  SecretBytes key;
};

// token_vault.h, within the occasion's scope.
struct NumberToken {
  TokenVault* vault = nullptr;  // outlives the operator, and makes it one thread's
};
struct LookUpToken {
  const TokenVault* vault = nullptr;
};

// date_shift.h, by the occasion's subject.
struct ShiftDate {
  SecretBytes key;
  ShiftRule rule;
  bool is_back = false;
};

// coarsen.h
struct BucketNumber {
  NumberBuckets buckets;
};
struct CoarseAge {
  std::int64_t size = 1;
};
struct PostalArea {
  PostalAreas areas;
};
struct TakeDatePart {
  DatePart part = DatePart::Year;
  FieldOrder order = FieldOrder::DayFirst;
};

using Operator = std::variant<Keep, Redact, ReplaceBy, MaskEnd, MaskFormat, Digest, EncryptCbc,
                              DecryptCbc, EncryptSiv, DecryptSiv, EncryptFormat, DecryptFormat,
                              KeyedHash, Surrogate, SealToken, OpenToken, NumberToken, LookUpToken,
                              ShiftDate, BucketNumber, CoarseAge, PostalArea, TakeDatePart>;

// Whether something of the value is left, or can be had back or compared: nothing for types that
// keep nothing derived.
bool derives(const Operator& what);

// What undoes it, with the same key; nothing where there is no way back.
std::optional<Operator> reverse_of(const Operator& what);

// Where and of whom a value is.
struct Occasion {
  Scope scope;
  std::string subject;  // the person whose dates move together
};

// What becomes of `value`. InvalidInput: a key has the wrong size, what is to be decrypted was not
// written under it, the value is too short for its format, or no date or number. NotFound: the
// vault does not know the token. The message tells nothing of either.
Result<std::string> operate(const Operator& what, std::string_view value,
                            std::string_view type_name, Random& random,
                            const Occasion& occasion = {});

}  // namespace holdfast::protect

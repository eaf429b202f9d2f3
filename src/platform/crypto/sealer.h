// Sealing: content is encrypted (XChaCha20-Poly1305, libsodium) under a key of its own subject, and
// subjects' keys under the master key. Destroying a subject's key erases all that was sealed with
// it.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace holdfast::crypto {

inline constexpr std::size_t kKeyBytes = 32;
// What sealing adds to a content's length.
inline constexpr std::size_t kSealedOverheadBytes = 1 + 24 + 16;

// The key has kKeyBytes. `context` is authenticated, not stored: a body moved to another row does
// not open. Format: 1 byte version (1), 24 bytes nonce, ciphertext and tag.
ByteVector seal(Bytes plain, std::string_view context, const SecretBytes& key, Random& random);
// Corrupted when the key, the context or any byte differs.
Result<ByteVector> open(Bytes sealed, std::string_view context, const SecretBytes& key);

// HKDF-SHA-256 (RFC 5869) without salt, 32 bytes: an independent key for each purpose.
SecretBytes derive_key(Bytes secret, std::string_view purpose);

// The master key and what is derived from it (HKDF-SHA-256), from one file of mode 0600 outside the
// database. Immutable, thread-safe.
class MasterKeys {
 public:
  // Makes the file when `create` is set and there is none, with an fsync of file and directory.
  // InvalidInput: it is readable by others, or not 64 hex digits. NotFound: there is none and
  // `create` is not set.
  static Result<MasterKeys> load(const std::string& path, bool create, Random& random);
  static MasterKeys for_tests();

  const SecretBytes& wrapping_key() const { return wrapping_; }    // wraps subjects' keys
  const SecretBytes& digest_key() const { return digest_; }        // keyed digests of values
  const SecretBytes& pseudonym_key() const { return pseudonym_; }  // people's pseudonyms
  const SecretBytes& signing_seed() const { return signing_; }     // Ed25519 checkpoints

 private:
  explicit MasterKeys(Bytes master);
  SecretBytes wrapping_;
  SecretBytes digest_;
  SecretBytes pseudonym_;
  SecretBytes signing_;
};

}  // namespace holdfast::crypto

// Encryption of single values by AES: with a random start (CBC) and deterministic (SIV).
//
// CBC is here because others' programs write and read it; it hides that two values are equal, but
// does not notice that a ciphertext was changed. SIV shows that two values are equal, which is what
// joining tables needs, and refuses what was changed. OpenSSL does the work. All functions are pure
// and thread-safe.

#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"

namespace holdfast::protect {

// 16, 24 or 32 bytes.
bool is_aes_key_size(std::size_t bytes);
// 32, 48 or 64 bytes: one half authenticates, the other encrypts.
bool is_siv_key_size(std::size_t bytes);

// AES-CBC (NIST SP 800-38A) with PKCS #7 padding (RFC 5652, 6.3): 16 random bytes, then the
// ciphertext. CHECKs the key's size.
ByteVector encrypt_cbc(Bytes key, Bytes plaintext, Random& random);
// InvalidInput: this key did not write this, as far as the padding tells.
Result<ByteVector> decrypt_cbc(Bytes key, Bytes ciphertext);

// AES-SIV (RFC 5297): 16 bytes of synthetic IV, then as many bytes as the plaintext, which must
// not be empty. `associated` is bound to the result without being in it. CHECKs the key's size.
ByteVector encrypt_siv(Bytes key, Bytes plaintext, std::span<const Bytes> associated);
// InvalidInput: key, ciphertext or associated data are not those it was written with.
Result<ByteVector> decrypt_siv(Bytes key, Bytes ciphertext, std::span<const Bytes> associated);

}  // namespace holdfast::protect

// Ed25519 signatures (RFC 8032).

#pragma once

#include <array>
#include <cstddef>

#include "base/bytes.h"
#include "base/secret_bytes.h"

namespace holdfast::crypto {

using PublicKey = std::array<std::byte, 32>;
using Signature = std::array<std::byte, 64>;

// Immutable, thread-safe.
class Signer {
 public:
  explicit Signer(const SecretBytes& seed);  // 32 bytes

  Signature sign(Bytes message) const;
  const PublicKey& public_key() const { return public_key_; }

 private:
  SecretBytes secret_key_;
  PublicKey public_key_{};
};

[[nodiscard]] bool verifies(const Signature& signature, Bytes message, const PublicKey& key);

}  // namespace holdfast::crypto

#include "platform/crypto/signer.h"

#include <sodium.h>

#include "base/check.h"

namespace holdfast::crypto {
namespace {

static_assert(sizeof(PublicKey) == crypto_sign_PUBLICKEYBYTES);
static_assert(sizeof(Signature) == crypto_sign_BYTES);

unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }
const unsigned char* raw(const std::byte* bytes) {
  return reinterpret_cast<const unsigned char*>(bytes);
}

void ensure_sodium() {
  static const bool is_ready = sodium_init() >= 0;
  CHECK(is_ready);
}

}  // namespace

Signer::Signer(const SecretBytes& seed) : secret_key_(std::size_t{crypto_sign_SECRETKEYBYTES}) {
  ensure_sodium();
  CHECK(seed.size() == crypto_sign_SEEDBYTES);
  crypto_sign_seed_keypair(raw(public_key_.data()), raw(secret_key_.writable().data()),
                           raw(seed.reveal().data()));
}

Signature Signer::sign(Bytes message) const {
  Signature signature;
  crypto_sign_detached(raw(signature.data()), nullptr, raw(message.data()), message.size(),
                       raw(secret_key_.reveal().data()));
  return signature;
}

bool verifies(const Signature& signature, Bytes message, const PublicKey& key) {
  ensure_sodium();
  return crypto_sign_verify_detached(raw(signature.data()), raw(message.data()), message.size(),
                                     raw(key.data())) == 0;
}

}  // namespace holdfast::crypto

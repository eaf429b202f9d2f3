#include "platform/crypto/sealer.h"

#include <sodium.h>

#include "base/check.h"

namespace holdfast::crypto {
namespace {

constexpr std::byte kVersion{1};
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kHeaderBytes = 1 + kNonceBytes;

static_assert(kSealedOverheadBytes == kHeaderBytes + kTagBytes);
static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }
const unsigned char* raw(const std::byte* bytes) {
  return reinterpret_cast<const unsigned char*>(bytes);
}
const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Chooses the fastest code for this processor.
void ensure_sodium() {
  static const bool is_ready = sodium_init() >= 0;
  CHECK(is_ready);
}

}  // namespace

ByteVector seal(Bytes plain, std::string_view context, const SecretBytes& key, Random& random) {
  CHECK(key.size() == kKeyBytes);
  ensure_sodium();
  ByteVector sealed(plain.size() + kSealedOverheadBytes);
  sealed[0] = kVersion;
  std::byte* const nonce = sealed.data() + 1;
  random.fill({nonce, kNonceBytes});
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      raw(sealed.data() + kHeaderBytes), nullptr, raw(plain.data()), plain.size(), raw(context),
      context.size(), nullptr, raw(nonce), raw(key.reveal().data()));
  return sealed;
}

Result<ByteVector> open(Bytes sealed, std::string_view context, const SecretBytes& key) {
  CHECK(key.size() == kKeyBytes);
  ensure_sodium();
  if (sealed.size() < kSealedOverheadBytes || sealed[0] != kVersion) {
    return Error{ErrorCode::Corrupted, "sealed content is cut short or of an unknown version"};
  }
  ByteVector plain(sealed.size() - kSealedOverheadBytes);
  const Bytes cipher = sealed.subspan(kHeaderBytes);
  const int outcome = crypto_aead_xchacha20poly1305_ietf_decrypt(
      raw(plain.data()), nullptr, nullptr, raw(cipher.data()), cipher.size(), raw(context),
      context.size(), raw(sealed.data() + 1), raw(key.reveal().data()));
  if (outcome != 0) {
    return Error{ErrorCode::Corrupted,
                 "sealed content does not open: it was changed, moved or sealed with another key"};
  }
  return plain;
}

}  // namespace holdfast::crypto

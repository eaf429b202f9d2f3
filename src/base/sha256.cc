#include "base/sha256.h"

#include <memory>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/check.h"

namespace holdfast {
namespace {

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

// Fetched once: EVP_sha256() makes OpenSSL 3 look the algorithm up again on every digest.
const EVP_MD* fetched_sha256() {
  static const EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return digest;
}

}  // namespace

Hash sha256(std::initializer_list<Bytes> parts) {
  thread_local const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  Hash digest;
  bool ok = EVP_DigestInit_ex(context.get(), fetched_sha256(), nullptr) == 1;
  for (const Bytes part : parts) {
    ok = ok && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  }
  ok = ok && EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()),
                                nullptr) == 1;
  CHECK(ok);  // Fails only without memory or without SHA-256 in OpenSSL.
  return digest;
}

// RFC 2104 by hand over sha256(): OpenSSL 3's HMAC() costs a microsecond of look-ups each time.
Hash hmac_sha256(Bytes key, Bytes message) {
  std::array<std::byte, 64> inner{};
  if (key.size() > inner.size()) {
    const Hash shortened = sha256({key});
    std::copy(shortened.begin(), shortened.end(), inner.begin());
  } else {
    std::copy(key.begin(), key.end(), inner.begin());
  }
  std::array<std::byte, 64> outer = inner;
  for (auto& byte : inner) byte ^= std::byte{0x36};
  for (auto& byte : outer) byte ^= std::byte{0x5c};
  const Hash digest = sha256({inner, message});
  return sha256({outer, digest});
}

}  // namespace holdfast

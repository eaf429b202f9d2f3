#include "engine/protect/aes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/check.h"

namespace holdfast::protect {
namespace {

constexpr std::size_t kBlockBytes = 16;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;
using Cipher = std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)>;

Context new_context() { return {EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free}; }

Cipher fetch(const char* name) {
  return {EVP_CIPHER_fetch(nullptr, name, nullptr), &EVP_CIPHER_free};
}

const char* cbc_name(std::size_t key_bytes) {
  return key_bytes == 16 ? "AES-128-CBC" : key_bytes == 24 ? "AES-192-CBC" : "AES-256-CBC";
}

const char* siv_name(std::size_t key_bytes) {
  return key_bytes == 32 ? "AES-128-SIV" : key_bytes == 48 ? "AES-192-SIV" : "AES-256-SIV";
}

const unsigned char* in(Bytes bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* out(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }
int size_of(Bytes bytes) {
  CHECK(bytes.size() < (1U << 30));
  return static_cast<int>(bytes.size());
}

// Feeds what is bound to the ciphertext, each string by itself as RFC 5297 has it.
bool associate(EVP_CIPHER_CTX* context, std::span<const Bytes> associated) {
  int ignored = 0;
  return std::all_of(associated.begin(), associated.end(), [&](Bytes text) {
    return EVP_CipherUpdate(context, nullptr, &ignored, in(text), size_of(text)) == 1;
  });
}

Error not_readable() {
  return {ErrorCode::InvalidInput, "the ciphertext cannot be read with this key"};
}

}  // namespace

bool is_aes_key_size(std::size_t bytes) { return bytes == 16 || bytes == 24 || bytes == 32; }

bool is_siv_key_size(std::size_t bytes) { return bytes == 32 || bytes == 48 || bytes == 64; }

ByteVector encrypt_cbc(Bytes key, Bytes plaintext, Random& random) {
  CHECK(is_aes_key_size(key.size()));
  ByteVector written(kBlockBytes + plaintext.size() + kBlockBytes);
  random.fill(std::span(written).first(kBlockBytes));
  const Cipher cipher = fetch(cbc_name(key.size()));
  const Context context = new_context();
  int body = 0;
  int rest = 0;
  std::byte* const after_iv = written.data() + kBlockBytes;
  const bool ok = EVP_EncryptInit_ex2(context.get(), cipher.get(), in(key), out(written.data()),
                                      nullptr) == 1 &&
                  EVP_EncryptUpdate(context.get(), out(after_iv), &body, in(plaintext),
                                    size_of(plaintext)) == 1 &&
                  EVP_EncryptFinal_ex(context.get(), out(after_iv + body), &rest) == 1;
  CHECK(ok);  // Fails only without memory or without AES in OpenSSL.
  written.resize(kBlockBytes + static_cast<std::size_t>(body + rest));
  return written;
}

Result<ByteVector> decrypt_cbc(Bytes key, Bytes ciphertext) {
  CHECK(is_aes_key_size(key.size()));
  if (ciphertext.size() < 2 * kBlockBytes || ciphertext.size() % kBlockBytes != 0) {
    return not_readable();
  }
  const Bytes body = ciphertext.subspan(kBlockBytes);
  ByteVector plaintext(body.size() + kBlockBytes);
  const Cipher cipher = fetch(cbc_name(key.size()));
  const Context context = new_context();
  int written = 0;
  int rest = 0;
  const bool began =
      EVP_DecryptInit_ex2(context.get(), cipher.get(), in(key), in(ciphertext), nullptr) == 1 &&
      EVP_DecryptUpdate(context.get(), out(plaintext.data()), &written, in(body), size_of(body)) ==
          1;
  CHECK(began);
  if (EVP_DecryptFinal_ex(context.get(), out(plaintext.data() + written), &rest) != 1) {
    OPENSSL_cleanse(plaintext.data(), plaintext.size());
    return not_readable();
  }
  plaintext.resize(static_cast<std::size_t>(written + rest));
  return plaintext;
}

ByteVector encrypt_siv(Bytes key, Bytes plaintext, std::span<const Bytes> associated) {
  // OpenSSL takes an empty plaintext for no plaintext and then makes no tag.
  CHECK(is_siv_key_size(key.size()) && !plaintext.empty());
  ByteVector written(kBlockBytes + plaintext.size());
  const Cipher cipher = fetch(siv_name(key.size()));
  const Context context = new_context();
  int count = 0;
  const bool ok =
      EVP_EncryptInit_ex2(context.get(), cipher.get(), in(key), nullptr, nullptr) == 1 &&
      associate(context.get(), associated) &&
      EVP_EncryptUpdate(context.get(), out(written.data() + kBlockBytes), &count, in(plaintext),
                        size_of(plaintext)) == 1 &&
      EVP_EncryptFinal_ex(context.get(), out(written.data() + kBlockBytes), &count) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kBlockBytes, written.data()) == 1;
  CHECK(ok);
  return written;
}

Result<ByteVector> decrypt_siv(Bytes key, Bytes ciphertext, std::span<const Bytes> associated) {
  CHECK(is_siv_key_size(key.size()));
  if (ciphertext.size() <= kBlockBytes) return not_readable();
  std::array<std::byte, kBlockBytes> tag{};
  std::copy_n(ciphertext.begin(), kBlockBytes, tag.begin());
  const Bytes body = ciphertext.subspan(kBlockBytes);
  ByteVector plaintext(body.size());
  const Cipher cipher = fetch(siv_name(key.size()));
  const Context context = new_context();
  int count = 0;
  const bool began =
      EVP_DecryptInit_ex2(context.get(), cipher.get(), in(key), nullptr, nullptr) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kBlockBytes, tag.data()) == 1 &&
      associate(context.get(), associated);
  CHECK(began);
  const bool is_genuine = EVP_DecryptUpdate(context.get(), out(plaintext.data()), &count, in(body),
                                            size_of(body)) == 1 &&
                          EVP_DecryptFinal_ex(context.get(), out(plaintext.data()), &count) == 1;
  if (!is_genuine) {
    OPENSSL_cleanse(plaintext.data(), plaintext.size());
    return not_readable();
  }
  return plaintext;
}

}  // namespace holdfast::protect

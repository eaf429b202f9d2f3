#include "engine/protect/keyed_stream.h"

#include "base/check.h"
#include "engine/protect/scope.h"

namespace holdfast::protect {

KeyedStream::KeyedStream(Bytes key, std::initializer_list<std::string_view> fields)
    : cipher_(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free) {
  const SecretBytes seed = keyed_digest_of(key, fields);
  const std::array<unsigned char, 16> start{};  // each seed is used for one stream
  const bool ok = EVP_EncryptInit_ex(cipher_.get(), EVP_aes_256_ctr(), nullptr,
                                     reinterpret_cast<const unsigned char*>(seed.reveal().data()),
                                     start.data()) == 1;
  CHECK(ok);  // Fails only without memory or without AES in OpenSSL.
}

std::uint8_t KeyedStream::byte() {
  if (at_ == buffer_.size()) refill();
  return buffer_[at_++];
}

std::uint32_t KeyedStream::below(std::uint32_t bound) {
  CHECK(bound > 0);
  // The largest multiple of the bound in so many bytes; what lies above would favour some results.
  const int bytes = bound <= 0x100 ? 1 : bound <= 0x10000 ? 2 : 4;
  const std::uint64_t range = 1ULL << 8 * bytes;
  const std::uint64_t limit = range - range % bound;
  for (;;) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8 | byte();
    if (value < limit) return static_cast<std::uint32_t>(value % bound);
  }
}

void KeyedStream::refill() {
  static constexpr std::array<unsigned char, sizeof buffer_> kZeros{};
  int written = 0;
  const bool ok = EVP_EncryptUpdate(cipher_.get(), buffer_.data(), &written, kZeros.data(),
                                    static_cast<int>(kZeros.size())) == 1;
  CHECK(ok && written == static_cast<int>(buffer_.size()));
  at_ = 0;
}

}  // namespace holdfast::protect

// Numbers that a key and a value decide: the same every time, and not to be told without the key.

#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

#include <openssl/evp.h>

#include "base/bytes.h"

namespace holdfast::protect {

// AES-256 in counter mode under HMAC-SHA-256 of the fields. Not thread-safe.
class KeyedStream {
 public:
  // `key` must not be empty.
  KeyedStream(Bytes key, std::initializer_list<std::string_view> fields);

  std::uint8_t byte();
  // 0 to bound - 1, all equally likely; `bound` at least 1.
  std::uint32_t below(std::uint32_t bound);
  // `low` to `high`, both possible.
  int between(int low, int high) {
    return low + static_cast<int>(below(static_cast<std::uint32_t>(high - low + 1)));
  }
  char one_of(std::string_view characters) {
    return characters[below(static_cast<std::uint32_t>(characters.size()))];
  }

 private:
  void refill();

  std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> cipher_;
  std::array<std::uint8_t, 1024> buffer_;
  std::size_t at_ = buffer_.size();
};

}  // namespace holdfast::protect

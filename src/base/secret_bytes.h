// Key material: wipes itself, compares in constant time, is never printed.

#pragma once

#include <cstddef>

#include "base/bytes.h"

namespace holdfast {

class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(Bytes bytes) : bytes_(bytes.begin(), bytes.end()) {}
  explicit SecretBytes(std::size_t size) : bytes_(size) {}
  SecretBytes(const SecretBytes&) = default;
  SecretBytes(SecretBytes&&) noexcept = default;
  SecretBytes& operator=(const SecretBytes& other);
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  ~SecretBytes() { wipe(); }

  Bytes reveal() const { return bytes_; }
  std::span<std::byte> writable() { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }

 private:
  void wipe();
  ByteVector bytes_;
};

// Takes time that depends on the sizes alone.
[[nodiscard]] bool equal_in_constant_time(Bytes left, Bytes right);

}  // namespace holdfast

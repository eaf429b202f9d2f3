// Byte ranges and their printable forms.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast {

using Bytes = std::span<const std::byte>;
using ByteVector = std::vector<std::byte>;

inline Bytes as_bytes(std::string_view text) { return std::as_bytes(std::span(text)); }
inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline ByteVector to_vector(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

// Lower-case hexadecimal.
std::string to_hex(Bytes bytes);
void append_hex(std::string& out, Bytes bytes);
char* write_hex(char* at, std::byte byte);  // two digits; returns where the next go
Result<ByteVector> from_hex(std::string_view text);

// RFC 4648 section 4 (standard alphabet, padded) and section 5 (URL-safe, unpadded).
std::string to_base64(Bytes bytes);
std::string to_base64url(Bytes bytes);

// Accepts either alphabet, with or without padding; white space is refused. InvalidInput otherwise.
Result<ByteVector> from_base64(std::string_view text);

}  // namespace holdfast

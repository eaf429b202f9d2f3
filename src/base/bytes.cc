#include "base/bytes.h"

#include <array>
#include <cstdint>

namespace holdfast {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kStandard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlSafe =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string encode(Bytes bytes, std::string_view alphabet, bool padded) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < count ? std::to_integer<std::uint32_t>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j <= count; ++j) text += alphabet[group >> (18 - 6 * j) & 63];
    if (padded) text.append(3 - count, '=');
  }
  return text;
}

constexpr std::array<std::int8_t, 256> decoding_table() {
  std::array<std::int8_t, 256> table{};
  for (auto& value : table) value = -1;
  for (std::size_t i = 0; i < 64; ++i) {
    table[static_cast<unsigned char>(kStandard[i])] = static_cast<std::int8_t>(i);
    table[static_cast<unsigned char>(kUrlSafe[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}

}  // namespace

char* write_hex(char* at, std::byte byte) {
  at[0] = kHex[std::to_integer<unsigned>(byte) >> 4];
  at[1] = kHex[std::to_integer<unsigned>(byte) & 15];
  return at + 2;
}

std::string to_hex(Bytes bytes) {
  std::string text;
  append_hex(text, bytes);
  return text;
}

void append_hex(std::string& out, Bytes bytes) {
  const std::size_t begin = out.size();
  out.resize(begin + 2 * bytes.size());
  char* at = out.data() + begin;
  for (const std::byte byte : bytes) at = write_hex(at, byte);
}

Result<ByteVector> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) {
    return Error{ErrorCode::InvalidInput, "hexadecimal needs an even number of digits"};
  }
  ByteVector bytes(text.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return Error{ErrorCode::InvalidInput, "not hexadecimal"};
    bytes[i] = static_cast<std::byte>(high << 4 | low);
  }
  return bytes;
}

std::string to_base64(Bytes bytes) { return encode(bytes, kStandard, true); }
std::string to_base64url(Bytes bytes) { return encode(bytes, kUrlSafe, false); }

Result<ByteVector> from_base64(std::string_view text) {
  static constexpr auto kTable = decoding_table();
  for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) {
    text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return Error{ErrorCode::InvalidInput, "base64 is cut short"};
  ByteVector bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    const int value = kTable[static_cast<unsigned char>(c)];
    if (value < 0) return Error{ErrorCode::InvalidInput, "not base64"};
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::byte>(group >> bits & 255));
    }
  }
  return bytes;
}

}  // namespace holdfast

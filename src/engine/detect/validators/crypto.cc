// Addresses of cryptocurrencies. Case matters, so these want the value as it stands.

#include <array>

#include "base/sha256.h"
#include "engine/detect/validators/digits.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

constexpr std::string_view kBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::size_t kAddressBytes = 25;  // version, hash of 20, checksum of 4

// Decodes into exactly 25 bytes; false when it needs more or has another alphabet.
bool from_base58(std::string_view text, std::array<std::uint8_t, kAddressBytes>& out) {
  out.fill(0);
  for (const char c : text) {
    const std::size_t value = kBase58.find(c);
    if (value == std::string_view::npos) return false;
    auto carry = static_cast<std::uint32_t>(value);
    for (std::size_t i = kAddressBytes; i-- > 0;) {
      carry += out[i] * 58U;
      out[i] = static_cast<std::uint8_t>(carry & 0xFFU);
      carry >>= 8;
    }
    if (carry != 0) return false;
  }
  return true;
}

bool is_base58_address(std::string_view text) {
  if (text.size() < 26 || text.size() > 35) return false;
  std::array<std::uint8_t, kAddressBytes> bytes;
  if (!from_base58(text, bytes)) return false;
  if (bytes[0] != 0x00 && bytes[0] != 0x05) return false;
  const Bytes all = std::as_bytes(std::span(bytes));
  const Hash once = sha256({all.first(21)});
  const Hash twice = sha256({Bytes(once)});
  return std::equal(twice.begin(), twice.begin() + 4, all.begin() + 21);
}

constexpr std::uint32_t bech32_step(std::uint32_t sum, std::uint32_t value) {
  constexpr std::uint32_t kGenerator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                          0x2a1462b3};
  const std::uint32_t top = sum >> 25;
  sum = (sum & 0x1ffffffU) << 5 ^ value;
  for (unsigned i = 0; i < 5; ++i) {
    if ((top >> i & 1U) != 0) sum ^= kGenerator[i];
  }
  return sum;
}

// Segregated witness addresses (BIP 173 and 350): one case throughout.
bool is_bech32_address(std::string_view text) {
  if (text.size() < 14 || text.size() > 90) return false;
  const bool is_all_upper = all_of(text, [](char c) { return !is_lower(c); });
  const bool is_all_lower = all_of(text, [](char c) { return !is_upper(c); });
  if (!is_all_upper && !is_all_lower) return false;
  constexpr std::string_view kAlphabet = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
  std::uint32_t sum = 1;
  for (const std::uint32_t part : {3U, 3U, 0U, 2U, 3U}) sum = bech32_step(sum, part);  // "bc"
  for (const char c : text.substr(3)) {
    const std::size_t value = kAlphabet.find(to_upper(c));
    if (value == std::string_view::npos) return false;
    sum = bech32_step(sum, static_cast<std::uint32_t>(value));
  }
  return sum == 1 || sum == 0x2bc830a3U;
}

Outcome btc_address(std::string_view text) {
  const bool is_segwit =
      text.size() > 3 && to_upper(text[0]) == 'B' && to_upper(text[1]) == 'C' && text[2] == '1';
  return strong_if(is_segwit ? is_bech32_address(text) : is_base58_address(text));
}

constexpr std::uint64_t rotate(std::uint64_t value, unsigned by) {
  return by == 0 ? value : value << by | value >> (64 - by);
}

void keccak_permute(std::array<std::uint64_t, 25>& state) {
  constexpr std::uint64_t kRounds[] = {
      0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000,
      0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
      0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
      0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
      0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
      0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};
  constexpr unsigned kRotations[] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                     27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
  constexpr std::size_t kLanes[] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                    15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};
  for (const std::uint64_t round : kRounds) {
    std::array<std::uint64_t, 5> columns{};
    for (std::size_t x = 0; x < 5; ++x) {
      for (std::size_t y = 0; y < 25; y += 5) columns[x] ^= state[y + x];
    }
    for (std::size_t x = 0; x < 5; ++x) {
      const std::uint64_t mix = columns[(x + 4) % 5] ^ rotate(columns[(x + 1) % 5], 1);
      for (std::size_t y = 0; y < 25; y += 5) state[y + x] ^= mix;
    }
    std::uint64_t moved = state[1];
    for (std::size_t i = 0; i < 24; ++i) {
      const std::uint64_t kept = state[kLanes[i]];
      state[kLanes[i]] = rotate(moved, kRotations[i]);
      moved = kept;
    }
    for (std::size_t y = 0; y < 25; y += 5) {
      std::array<std::uint64_t, 5> row;
      for (std::size_t x = 0; x < 5; ++x) row[x] = state[y + x];
      for (std::size_t x = 0; x < 5; ++x)
        state[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
    }
    state[0] ^= round;
  }
}

// Keccak-256 as Ethereum has it (padding 0x01), of a message shorter than one block of 136 bytes.
std::array<std::uint8_t, 32> keccak256(std::string_view message) {
  constexpr std::size_t kBlockBytes = 136;
  std::array<std::uint8_t, kBlockBytes> block{};
  for (std::size_t i = 0; i < message.size(); ++i) block[i] = static_cast<std::uint8_t>(message[i]);
  block[message.size()] = 0x01;
  block[kBlockBytes - 1] |= 0x80;
  std::array<std::uint64_t, 25> state{};
  for (std::size_t i = 0; i < kBlockBytes; ++i) {
    state[i / 8] |= static_cast<std::uint64_t>(block[i]) << (8 * (i % 8));
  }
  keccak_permute(state);
  std::array<std::uint8_t, 32> out;
  for (std::size_t i = 0; i < 32; ++i) {
    out[i] = static_cast<std::uint8_t>(state[i / 8] >> (8 * (i % 8)) & 0xFFU);
  }
  return out;
}

// Mixed case carries a checksum (ERC-55); one case throughout carries none.
Outcome eth_address(std::string_view text) {
  if (text.size() != 42 || text[0] != '0' || (text[1] != 'x' && text[1] != 'X')) {
    return Outcome::Fail;
  }
  const std::string_view body = text.substr(2);
  if (!all_of(body, is_hex) || all_same(body)) return Outcome::Fail;
  const bool has_upper = !all_of(body, [](char c) { return !is_upper(c); });
  const bool has_lower = !all_of(body, [](char c) { return !is_lower(c); });
  if (!has_upper || !has_lower) return Outcome::Pass;
  char lower[40];
  for (std::size_t i = 0; i < 40; ++i) {
    lower[i] = is_upper(body[i]) ? static_cast<char>(body[i] - 'A' + 'a') : body[i];
  }
  const std::array<std::uint8_t, 32> digest = keccak256({lower, 40});
  for (std::size_t i = 0; i < 40; ++i) {
    const int nibble = i % 2 == 0 ? digest[i / 2] >> 4 : digest[i / 2] & 0xF;
    if (!is_digit(body[i]) && is_upper(body[i]) != (nibble >= 8)) return Outcome::Fail;
  }
  return Outcome::Strong;
}

constexpr NamedValidator kValidators[] = {
    {"btc_address", btc_address},
    {"eth_address", eth_address},
};

}  // namespace

std::span<const NamedValidator> crypto_validators() { return kValidators; }

}  // namespace holdfast::detect

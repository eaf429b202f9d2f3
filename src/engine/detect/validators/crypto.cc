// Addresses of cryptocurrencies. Case matters, so these want the value as it stands.

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/sha256.h"
#include "engine/detect/validators/digits.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

constexpr std::string_view kBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view kRippleBase58 =
    "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
constexpr std::size_t kAddressBytes = 25;  // version, hash of 20, checksum of 4

// Decodes into exactly N bytes; false when it needs more or has another alphabet.
template <std::size_t N>
bool from_base58(std::string_view text, std::array<std::uint8_t, N>& out,
                 std::string_view alphabet = kBase58) {
  out.fill(0);
  for (const char c : text) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return false;
    auto carry = static_cast<std::uint32_t>(value);
    for (std::size_t i = N; i-- > 0;) {
      carry += out[i] * 58U;
      out[i] = static_cast<std::uint8_t>(carry & 0xFFU);
      carry >>= 8;
    }
    if (carry != 0) return false;
  }
  return true;
}

// The last four bytes are the beginning of the doubled SHA-256 of those before.
template <std::size_t N>
bool checksum_holds(const std::array<std::uint8_t, N>& bytes) {
  const Bytes all = std::as_bytes(std::span(bytes));
  const Hash once = sha256({all.first(N - 4)});
  const Hash twice = sha256({Bytes(once)});
  return std::equal(twice.begin(), twice.begin() + 4, all.begin() + (N - 4));
}

// An address in base 58 that begins with one of these version bytes.
bool is_base58_address(std::string_view text, std::initializer_list<std::uint8_t> versions,
                       std::string_view alphabet = kBase58) {
  if (text.size() < 25 || text.size() > 35) return false;
  std::array<std::uint8_t, kAddressBytes> bytes;
  if (!from_base58(text, bytes, alphabet)) return false;
  const bool is_known = std::find(versions.begin(), versions.end(), bytes[0]) != versions.end();
  return is_known && checksum_holds(bytes);
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

// "prefix1data" with the checksum of BIP 173 or 350, in one case throughout.
bool is_bech32(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size() + 8) return false;
  const bool is_all_upper = all_of(text, [](char c) { return !is_lower(c); });
  const bool is_all_lower = all_of(text, [](char c) { return !is_upper(c); });
  if ((!is_all_upper && !is_all_lower) || text[prefix.size()] != '1') return false;
  constexpr std::string_view kAlphabet = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
  std::uint32_t sum = 1;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (to_upper(text[i]) != to_upper(prefix[i])) return false;
    sum = bech32_step(sum, static_cast<std::uint32_t>(to_lower(prefix[i])) >> 5);
  }
  sum = bech32_step(sum, 0);
  for (const char c : prefix) {
    sum = bech32_step(sum, static_cast<std::uint32_t>(to_lower(c)) & 31U);
  }
  for (const char c : text.substr(prefix.size() + 1)) {
    const std::size_t value = kAlphabet.find(to_upper(c));
    if (value == std::string_view::npos) return false;
    sum = bech32_step(sum, static_cast<std::uint32_t>(value));
  }
  return sum == 1 || sum == 0x2bc830a3U;
}

Outcome btc_address(std::string_view text) {
  const bool is_segwit =
      text.size() > 3 && to_upper(text[0]) == 'B' && to_upper(text[1]) == 'C' && text[2] == '1';
  if (!is_segwit) return strong_if(is_base58_address(text, {0x00, 0x05}));
  return strong_if(text.size() >= 14 && text.size() <= 90 && is_bech32(text, "bc"));
}

Outcome ltc_address(std::string_view text) {
  const bool is_segwit = text.starts_with("ltc1") || text.starts_with("LTC1");
  if (!is_segwit) return strong_if(is_base58_address(text, {0x30, 0x32}));
  return strong_if(text.size() <= 90 && is_bech32(text, "ltc"));
}

Outcome doge_address(std::string_view text) {
  return strong_if(is_base58_address(text, {0x1E, 0x16}));
}

Outcome trx_address(std::string_view text) { return strong_if(is_base58_address(text, {0x41})); }

Outcome xrp_address(std::string_view text) {
  return strong_if(is_base58_address(text, {0x00}, kRippleBase58));
}

// Cardano: bech32 without its limit of ninety characters.
Outcome ada_address(std::string_view text) {
  return strong_if(text.size() <= 120 && (is_bech32(text, "addr") || is_bech32(text, "stake")));
}

// Solana: the base 58 of a public key, 32 bytes without a checksum.
Outcome sol_address(std::string_view text) {
  if (text.size() < 32 || text.size() > 44) return Outcome::Fail;
  std::array<std::uint8_t, 32> bytes;
  return pass_if(from_base58(text, bytes) && bytes[0] != 0 && !all_same(text));
}

// Bitcoin Cash: CashAddr with its prefix, checksum of forty bits.
Outcome bch_address(std::string_view text) {
  constexpr std::string_view kPrefix = "bitcoincash:";
  constexpr std::string_view kAlphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  if (!text.starts_with(kPrefix) || text.size() < kPrefix.size() + 42 || text.size() > 124) {
    return Outcome::Fail;
  }
  std::uint64_t sum = 1;
  const auto step = [&sum](std::uint64_t value) {
    constexpr std::uint64_t kGenerator[] = {0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4, 0xae2eabe2a8,
                                            0x1e4f43e470};
    const std::uint64_t top = sum >> 35;
    sum = (sum & 0x07ffffffffU) << 5 ^ value;
    for (unsigned i = 0; i < 5; ++i) {
      if ((top >> i & 1U) != 0) sum ^= kGenerator[i];
    }
  };
  for (const char c : kPrefix) step(c == ':' ? 0 : static_cast<std::uint64_t>(c) & 31U);
  for (const char c : text.substr(kPrefix.size())) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return Outcome::Fail;
    step(value);
  }
  return strong_if(sum == 1);
}

// A private key as wallets export it (WIF): version, key of 32, perhaps a mark, checksum.
Outcome wallet_key(std::string_view text) {
  if (text.size() == 51) {
    std::array<std::uint8_t, 37> bytes;
    return strong_if(from_base58(text, bytes) && bytes[0] == 0x80 && checksum_holds(bytes));
  }
  if (text.size() != 52) return Outcome::Fail;
  std::array<std::uint8_t, 38> bytes;
  return strong_if(from_base58(text, bytes) && bytes[0] == 0x80 && checksum_holds(bytes));
}

// An extended private key of a wallet (BIP 32): xprv and kin.
Outcome extended_key(std::string_view text) {
  if (text.size() != 111) return Outcome::Fail;
  std::array<std::uint8_t, 82> bytes;
  return strong_if(from_base58(text, bytes) && checksum_holds(bytes));
}

// Secret keys in bech32: age's and Nostr's.
Outcome bech32_key(std::string_view text) {
  return strong_if(is_bech32(text, "AGE-SECRET-KEY-") || is_bech32(text, "nsec"));
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

// Monero: blocks of eight bytes in eleven characters of base 58, the last of five in seven; the
// checksum is the beginning of the Keccak of what is before it.
Outcome xmr_address(std::string_view text) {
  if (text.size() != 95 || (text[0] != '4' && text[0] != '8')) return Outcome::Fail;
  std::array<char, 69> bytes;
  for (std::size_t block = 0; block < 9; ++block) {
    const std::string_view part = text.substr(block * 11, 11);
    const std::size_t size = block == 8 ? 5 : 8;
    std::uint64_t value = 0;
    for (const char c : part) {
      const std::size_t figure = kBase58.find(c);
      if (figure == std::string_view::npos) return Outcome::Fail;
      value = value * 58 + figure;  // what overflows fails the checksum
    }
    for (std::size_t i = 0; i < size; ++i) {
      bytes[block * 8 + i] =
          static_cast<char>(static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)) & 0xFFU));
    }
  }
  const std::array<std::uint8_t, 32> digest = keccak256({bytes.data(), 65});
  for (std::size_t i = 0; i < 4; ++i) {
    if (static_cast<std::uint8_t>(bytes[65 + i]) != digest[i]) return Outcome::Fail;
  }
  return Outcome::Strong;
}

constexpr NamedValidator kValidators[] = {
    {"ada_address", ada_address},   {"bch_address", bch_address},   {"bech32_key", bech32_key},
    {"btc_address", btc_address},   {"doge_address", doge_address}, {"eth_address", eth_address},
    {"extended_key", extended_key}, {"ltc_address", ltc_address},   {"sol_address", sol_address},
    {"trx_address", trx_address},   {"wallet_key", wallet_key},     {"xmr_address", xmr_address},
    {"xrp_address", xrp_address},
};

}  // namespace

std::span<const NamedValidator> crypto_validators() { return kValidators; }

}  // namespace holdfast::detect

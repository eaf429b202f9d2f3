// Format-preserving encryption FF1 (NIST SP 800-38G): digits stay digits, and as many.
//
// A card number becomes another number that fits the same column and form, and comes back under
// the same key and tweak. Equal values give equal results, so the tweak should tell apart what
// must not be compared: a type, a table. Pure and thread-safe.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace holdfast::protect {

// Each below the radix.
using Numerals = std::vector<std::uint16_t>;

struct Ff1Setting {
  Bytes key;                 // AES: 16, 24 or 32 bytes; CHECKed
  Bytes tweak;               // no secret; at most 65536 bytes; may be empty
  std::uint32_t radix = 10;  // 2 to 65536
};

inline constexpr std::size_t kNumeralsMax = 4096;

// InvalidInput: fewer than a million values of this length exist (SP 800-38G rev. 1 asks for that
// many: fewer can be tried), more than kNumeralsMax numerals, or one not below the radix.
Result<Numerals> encrypt_ff1(const Ff1Setting& setting, std::span<const std::uint16_t> plain);
Result<Numerals> decrypt_ff1(const Ff1Setting& setting, std::span<const std::uint16_t> secret);

// Which characters of a text are encrypted, each to another of its alphabet. All others stay where
// they are: spaces, dashes, letters of other scripts.
enum class Alphabet : std::uint8_t {
  Digits,      // 0-9
  UpperAlnum,  // 0-9 A-Z
  Alnum,       // 0-9 A-Z a-z
};

// The same on a text. InvalidInput as above: six digits are the fewest.
Result<std::string> encrypt_format(std::string_view value, Bytes key, Bytes tweak,
                                   Alphabet alphabet);
Result<std::string> decrypt_format(std::string_view value, Bytes key, Bytes tweak,
                                   Alphabet alphabet);

}  // namespace holdfast::protect

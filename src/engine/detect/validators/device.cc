// Devices and vehicles.

#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// Vehicle identification number (ISO 3779): no I, O, Q; North America and China require the check
// digit, the rest of the world may put anything there. Serial digits stand last.
Outcome vin(std::string_view text) {
  if (text.size() != 17 || !all_digits(text.substr(13)) || all_same(text)) return Outcome::Fail;
  // Values of A to Z, 0 where the letter is not allowed.
  constexpr std::string_view kValues = "12345678012345070923456789";
  constexpr int kWeights[] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  constexpr std::string_view kLetters = "ABCDEFGHJKLMNPRSTUVWXYZ";
  int sum = 0;
  int letter_count = 0;
  for (std::size_t i = 0; i < 17; ++i) {
    const char c = text[i];
    if (!is_digit(c) && !contains(kLetters, c)) return Outcome::Fail;
    letter_count += is_digit(c) ? 0 : 1;
    sum +=
        kWeights[i] * (is_digit(c) ? digit(c) : digit(kValues[static_cast<std::size_t>(c - 'A')]));
  }
  // The model year's place never holds U, Z or 0, and a number without letters is no VIN.
  if (letter_count < 2 || contains("UZ0", text[9])) return Outcome::Fail;
  if (text[8] == "0123456789X"[sum % 11]) return Outcome::Strong;
  const bool is_required = between(text[0], '1', '5') || text[0] == 'L';
  return pass_if(!is_required && is_upper(text[0]));
}

// GSMA's reporting bodies that still appear in the first two digits of type allocations.
constexpr bool is_reporting_body(int body) {
  return body == 1 || body == 10 || body == 30 || body == 33 || body == 35 || body == 44 ||
         body == 45 || between(body, 49, 54) || body == 86 || body == 91 || between(body, 98, 99);
}

// IMEI, Luhn; the sixteen digits of an IMEISV carry a version instead.
Outcome imei(std::string_view text) {
  if (!digits_of(text, 15) && !digits_of(text, 16)) return Outcome::Fail;
  if (!is_reporting_body(small_number(text.substr(0, 2))) || all_same(text.substr(2))) {
    return Outcome::Fail;
  }
  return text.size() == 16 ? Outcome::Pass : strong_if(luhn_holds(text));
}

// SIM card (ITU-T E.118): 89, country code, issuer, account, Luhn. Some issuers print it without
// the check digit, which makes nineteen digits of a kind that proves nothing.
Outcome iccid(std::string_view text) {
  if (!digits_of(text, 19) && !digits_of(text, 20)) return Outcome::Fail;
  if (!text.starts_with("89") || text[2] == '0') return Outcome::Fail;
  if (luhn_holds(text)) return Outcome::Strong;
  return pass_if(text.size() == 19);
}

// Subscriber identity: mobile country code 2xx to 7xx, then network and subscriber.
Outcome imsi(std::string_view text) {
  return pass_if(digits_of(text, 15) && between(text[0], '2', '7') && !all_same(text));
}

Outcome mac_address(std::string_view text) {
  char digits[12];
  std::size_t count = 0;
  for (const char c : text) {
    if (c == ':' || c == '-' || c == '.') continue;
    if (!is_hex(c) || count == 12) return Outcome::Fail;
    digits[count++] = to_upper(c);
  }
  const std::string_view compact(digits, count);
  return pass_if(count == 12 && !all_same(compact));
}

// Number of an eSIM's chip (GSMA SGP.02): 89, then check digits of MOD 97-10.
Outcome eid(std::string_view text) {
  return strong_if(digits_of(text, 32) && text.starts_with("89") && mod97(text) == 1);
}

// RFC 9562, its version and variant included; upper case and compact.
Outcome uuid(std::string_view text) {
  if (text.size() != 32 || !all_of(text, is_hex) || all_same(text)) return Outcome::Fail;
  return pass_if(between(text[12], '1', '8') && contains("89AB", text[16]));
}

// Unique device identifier of a medical device, by GS1: 01 and a GTIN of fourteen, or that alone.
Outcome medical_device(std::string_view text) {
  if (digits_of(text, 16) && text.starts_with("01")) text.remove_prefix(2);
  return strong_if(digits_of(text, 14) && !all_same(text) && ean_holds(text));
}

constexpr NamedValidator kValidators[] = {
    {"eid", eid},
    {"medical_device", medical_device},
    {"uuid", uuid},
    {"iccid", iccid},
    {"imei", imei},
    {"imsi", imsi},
    {"mac_address", mac_address},
    {"vin", vin},
};

}  // namespace

std::span<const NamedValidator> device_validators() { return kValidators; }

}  // namespace holdfast::detect

// France.

#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// Numéro d'inscription au répertoire (sécurité sociale): sex, year, month, département, commune,
// order, and a key that fills up to 97. Corsica's 2A and 2B count as 19 and 18.
Outcome fr_nir(std::string_view text) {
  if (text.size() != 15 || !contains("123478", text[0])) return Outcome::Fail;
  const bool is_corsican = text[5] == '2' && (text[6] == 'A' || text[6] == 'B');
  if (!all_digits(text.substr(0, 5)) || !all_digits(text.substr(7)) ||
      !(is_corsican || all_digits(text.substr(5, 2)))) {
    return Outcome::Fail;
  }
  const int month = small_number(text.substr(3, 2));  // above 12 when the register did not know it
  const bool month_fits =
      between(month, 1, 12) || month == 20 || between(month, 30, 42) || between(month, 50, 99);
  if (!month_fits || text.substr(5, 2) == "00" || text.substr(10, 3) == "000") {
    return Outcome::Fail;
  }
  const std::int64_t department =
      is_corsican ? (text[6] == 'A' ? 19 : 18) : number(text.substr(5, 2));
  const std::int64_t value =
      (number(text.substr(0, 5)) * 100 + department) * 1'000'000 + number(text.substr(7, 6));
  return strong_if(97 - value % 97 == number(text.substr(13)));
}

bool is_la_poste(std::string_view digits) { return digits.starts_with("356000000"); }

Outcome fr_siren(std::string_view text) {
  return strong_if(digits_of(text, 9) && !all_same(text) && luhn_holds(text));
}

// Establishments of La Poste outnumber what Luhn leaves room for: their digits sum to a multiple
// of 5.
Outcome fr_siret(std::string_view text) {
  if (!digits_of(text, 14) || all_same(text)) return Outcome::Fail;
  if (luhn_holds(text)) return strong_if(luhn_holds(text.substr(0, 9)));
  int sum = 0;
  for (const char c : text) sum += digit(c);
  return strong_if(is_la_poste(text) && sum % 5 == 0);
}

// Numéro fiscal (SPI): begins with 0 to 3, the last three digits are the rest by 511.
Outcome fr_tax_id(std::string_view text) {
  if (!digits_of(text, 13) || text[0] > '3') return Outcome::Fail;
  const std::int64_t value = number(text.substr(0, 10));
  return strong_if(value != 0 && value % 511 == number(text.substr(10)));
}

// Identity cards: twelve digits until 2021 (year, month, département, number), nine characters
// since.
Outcome fr_cni(std::string_view text) {
  if (digits_of(text, 12)) {
    return pass_if(between(small_number(text.substr(2, 2)), 1, 12) && !all_same(text));
  }
  if (text.size() != 9 || !is_upper(text[0])) return Outcome::Fail;
  int digit_count = 0;
  for (const char c : text) {
    if (!is_digit(c) && !is_upper(c)) return Outcome::Fail;
    digit_count += is_digit(c) ? 1 : 0;
  }
  return pass_if(digit_count >= 2);
}

Outcome fr_passport(std::string_view text) { return pass_if(shaped(text, "99AA99999")); }

Outcome fr_driving_licence(std::string_view text) {
  return pass_if(digits_of(text, 12) && !all_same(text));
}

// TVA intracommunautaire: key, then the SIREN.
Outcome fr_vat(std::string_view text) {
  if (text.starts_with("FR")) text.remove_prefix(2);
  // Monaco's numbers begin with 000 and have no Luhn digit.
  const bool is_monegasque = text.size() == 11 && text.substr(2, 3) == "000";
  if (!digits_of(text, 11) || !(is_monegasque || luhn_holds(text.substr(2)))) {
    return Outcome::Fail;
  }
  const std::int64_t key = (12 + 3 * (number(text.substr(2)) % 97)) % 97;
  return strong_if(key == number(text.substr(0, 2)));
}

constexpr NamedValidator kValidators[] = {
    {"fr_cni", fr_cni},       {"fr_driving_licence", fr_driving_licence},
    {"fr_nir", fr_nir},       {"fr_passport", fr_passport},
    {"fr_siren", fr_siren},   {"fr_siret", fr_siret},
    {"fr_tax_id", fr_tax_id}, {"fr_vat", fr_vat},
};

}  // namespace

std::span<const NamedValidator> french_validators() { return kValidators; }

}  // namespace holdfast::detect

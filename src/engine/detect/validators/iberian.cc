// Spain and Portugal.

#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

constexpr std::string_view kDniLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

bool dni_letter_holds(std::int64_t value, char letter) {
  return kDniLetters[static_cast<std::size_t>(value % 23)] == letter;
}

Outcome es_dni(std::string_view text) {
  if (!shaped(text, "99999999A") || number(text.substr(0, 8)) == 0) return Outcome::Fail;
  return strong_if(dni_letter_holds(number(text.substr(0, 8)), text[8]));
}

// For foreigners: X, Y and Z stand for a leading 0, 1 and 2.
Outcome es_nie(std::string_view text) {
  if (!shaped(text, "A9999999A") || !between(text[0], 'X', 'Z')) return Outcome::Fail;
  const std::int64_t value = (text[0] - 'X') * 10'000'000 + number(text.substr(1, 7));
  return strong_if(dni_letter_holds(value, text[8]));
}

// Companies: kind, seven digits, and a control, a digit or a letter.
Outcome es_cif(std::string_view text) {
  if (!shaped(text, "A9999999X") || !contains("ABCDEFGHJNPQRSUVW", text[0])) return Outcome::Fail;
  if (number(text.substr(1, 7)) == 0) return Outcome::Fail;
  int sum = 0;
  for (std::size_t i = 1; i < 8; ++i) {
    const int value = digit(text[i]) * (i % 2 == 1 ? 2 : 1);
    sum += value / 10 + value % 10;
  }
  const int control = (10 - sum % 10) % 10;
  // Sources disagree on which kinds have a digit and which a letter, so either may stand.
  const bool digit_holds = text[8] == '0' + control;
  const bool letter_holds = text[8] == "JABCDEFGHI"[control];
  return strong_if(digit_holds || letter_holds);
}

// NIF of a person: DNI, NIE, or K L M and seven digits for those who have neither.
Outcome es_nif(std::string_view text) {
  if (es_dni(text) == Outcome::Strong || es_nie(text) == Outcome::Strong) return Outcome::Strong;
  const bool fits = shaped(text, "A9999999A") && between(text[0], 'K', 'M');
  return strong_if(fits && dni_letter_holds(number(text.substr(1, 7)), text[8]));
}

// Número de afiliación a la Seguridad Social: province, number, the rest by 97. Numbers below ten
// million are not padded when the check is computed.
Outcome es_nss(std::string_view text) {
  if (!digits_of(text, 12)) return Outcome::Fail;
  const std::int64_t province = number(text.substr(0, 2));
  const std::int64_t serial = number(text.substr(2, 8));
  if (!between(province, 1, 53) && province != 66) return Outcome::Fail;
  const std::int64_t value =
      serial < 10'000'000 ? serial + province * 10'000'000 : number(text.substr(0, 10));
  return strong_if(serial != 0 && value % 97 == number(text.substr(10)));
}

// Número de Identificação Fiscal; the first digits say whose it is.
Outcome pt_nif(std::string_view text) {
  if (text.starts_with("PT")) text.remove_prefix(2);
  if (!digits_of(text, 9) || all_same(text)) return Outcome::Fail;
  const bool is_assigned = contains("123568", text[0]) ||
                           is_one_of(text.substr(0, 2), {"45", "70", "71", "72", "74", "75", "77",
                                                         "78", "79", "90", "91", "98", "99"});
  const int check = (11 - weighted_sum(text, {9, 8, 7, 6, 5, 4, 3, 2}) % 11) % 11;
  return strong_if(is_assigned && check % 10 == digit(text[8]));
}

// Cartão de Cidadão: civil number with its digit, version letters, Luhn over letters from A=10.
Outcome pt_citizen_card(std::string_view text) {
  if (!shaped(text, "999999999XX9")) return Outcome::Fail;
  int sum = 0;
  for (std::size_t i = 0; i < 12; ++i) {
    const int value = alnum_value(text[i]);
    const int doubled = value * 2 > 9 ? value * 2 - 9 : value * 2;
    sum += i % 2 == 0 ? doubled : value;
  }
  return strong_if(sum % 10 == 0 && number(text.substr(0, 9)) != 0);
}

// Número de Identificação da Segurança Social: prime weights, persons begin with 1.
Outcome pt_niss(std::string_view text) {
  if (!digits_of(text, 11) || (text[0] != '1' && text[0] != '2')) return Outcome::Fail;
  const int sum = weighted_sum(text, {29, 23, 19, 17, 13, 11, 7, 5, 3, 2});
  return strong_if(9 - sum % 10 == digit(text[10]));
}

// Código Universal del Punto de Suministro: ES, sixteen digits, two letters from the rest by 529,
// then the kind of point.
Outcome es_cups(std::string_view text) {
  if ((text.size() != 20 && text.size() != 22) || !text.starts_with("ES") ||
      !digits_of(text.substr(2, 16), 16)) {
    return Outcome::Fail;
  }
  if (text.size() == 22 && (!is_digit(text[20]) || !contains("FPRCXYZ", text[21]))) {
    return Outcome::Fail;
  }
  constexpr std::string_view kLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
  const auto rest = static_cast<std::size_t>(number(text.substr(2, 16)) % 529);
  return strong_if(text[18] == kLetters[rest / 23] && text[19] == kLetters[rest % 23]);
}

constexpr NamedValidator kValidators[] = {
    {"es_cups", es_cups},
    {"es_cif", es_cif},
    {"es_dni", es_dni},
    {"es_nie", es_nie},
    {"es_nif", es_nif},
    {"es_nss", es_nss},
    {"pt_citizen_card", pt_citizen_card},
    {"pt_nif", pt_nif},
    {"pt_niss", pt_niss},
};

}  // namespace

std::span<const NamedValidator> iberian_validators() { return kValidators; }

}  // namespace holdfast::detect

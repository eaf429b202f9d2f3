// Bank accounts and the codes of banks.

#include "engine/detect/validators/bank_registry.h"
#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// Whether `text` follows an IBAN registry structure such as "4a6n8n": runs of n digits, a letters
// and c either. Every character must be used up.
constexpr bool follows(std::string_view text, std::string_view structure) {
  std::size_t at = 0;
  int count = 0;
  for (const char c : structure) {
    if (is_digit(c)) {
      count = count * 10 + digit(c);
      continue;
    }
    for (; count > 0; --count, ++at) {
      if (at == text.size()) return false;
      const char have = text[at];
      const bool fits = c == 'n'   ? is_digit(have)
                        : c == 'a' ? is_upper(have)
                                   : is_digit(have) || is_upper(have);
      if (!fits) return false;
    }
  }
  return at == text.size();
}

Outcome iban(std::string_view text) {
  if (text.size() < 15 || text.size() > 34 || !shaped(text.substr(0, 4), "AA99")) {
    return Outcome::Fail;
  }
  const std::string_view structure = iban_structure(text.substr(0, 2));
  if (structure.empty() || !follows(text.substr(4), structure)) return Outcome::Fail;
  if (!between(small_number(text.substr(2, 2)), 2, 98)) return Outcome::Fail;
  return strong_if(mod97(text.substr(0, 4), mod97(text.substr(4))) == 1);
}

// ISO 9362. Passing says only that the country exists; banks that everyone banks with vouch for it.
Outcome bic(std::string_view text) {
  if (text.size() != 8 && text.size() != 11) return Outcome::Fail;
  const bool is_shaped =
      shaped(text.substr(0, 8), "AAAAAAXX") && (text.size() == 8 || shaped(text.substr(8), "XXX"));
  // A location code ends neither in O nor, for a participant that is connected, in 0.
  if (!is_shaped || text[7] == 'O' || !is_country(text.substr(4, 2))) return Outcome::Fail;
  return is_known_bank(text.substr(0, 4)) ? Outcome::Strong : Outcome::Pass;
}

// ABA routing number: Federal Reserve district, then weights 3 7 1.
Outcome us_bank_routing(std::string_view text) {
  if (!digits_of(text, 9)) return Outcome::Fail;
  const int district = small_number(text.substr(0, 2));
  const bool is_assigned = between(district, 0, 12) || between(district, 21, 32) ||
                           between(district, 61, 72) || district == 80;
  if (!is_assigned || all_same(text) || number(text) < 10000) return Outcome::Fail;
  return strong_if(weighted_sum(text, {3, 7, 1, 3, 7, 1, 3, 7, 1}) % 10 == 0);
}

// Six digits of which the first two name the bank; 00 and 99 name none.
Outcome uk_sort_code(std::string_view text) {
  if (!digits_of(text, 6) || all_same(text)) return Outcome::Fail;
  const int bank = small_number(text.substr(0, 2));
  return pass_if(bank != 0 && bank < 99);
}

Outcome bank_account(std::string_view text) {
  if (text.size() < 5 || text.size() > 20 || !all_digits(text)) return Outcome::Fail;
  return pass_if(!all_same(text));
}

// Clave Bancaria Estandarizada: bank, city, account, check digit with weights 3 7 1.
Outcome mx_clabe(std::string_view text) {
  if (!digits_of(text, 18) || all_same(text)) return Outcome::Fail;
  int sum = 0;
  constexpr int kWeights[] = {3, 7, 1};
  for (std::size_t i = 0; i < 17; ++i) sum += digit(text[i]) * kWeights[i % 3] % 10;
  return strong_if((10 - sum % 10) % 10 == digit(text[17]));
}

template <std::size_t N>
constexpr int spanish_check(std::string_view digits, const int (&weights)[N]) {
  const int rest = weighted_sum(digits, weights) % 11;
  return rest < 2 ? rest : 11 - rest;
}

// Código Cuenta Cliente: bank and branch, then the account, with one check digit each.
Outcome es_ccc(std::string_view text) {
  if (!digits_of(text, 20) || all_same(text)) return Outcome::Fail;
  const int bank_check = spanish_check(text, {4, 8, 5, 10, 9, 7, 3, 6});
  const int account_check = spanish_check(text.substr(10), {1, 2, 4, 8, 5, 10, 9, 7, 3, 6});
  return strong_if(bank_check == digit(text[8]) && account_check == digit(text[9]));
}

// Relevé d'identité bancaire: bank 5, branch 5, account 11 (letters count 1 to 9), key 2.
Outcome fr_rib(std::string_view text) {
  if (text.size() != 23 || !all_digits(text.substr(0, 10)) || !all_digits(text.substr(21))) {
    return Outcome::Fail;
  }
  int rest = 0;
  for (const char c : text) {
    if (!is_digit(c) && !is_upper(c)) return Outcome::Fail;
    constexpr std::string_view kLetters = "12345678912345678923456789";  // A to Z
    const int value = is_digit(c) ? digit(c) : digit(kLetters[static_cast<std::size_t>(c - 'A')]);
    rest = (rest * 10 + value) % 97;
  }
  return strong_if(rest == 0 && !all_same(text));
}

// IFSC: four letters of the bank, a zero, the branch.
Outcome in_ifsc(std::string_view text) { return pass_if(shaped(text, "AAAA0XXXXXX")); }

// Bank-State-Branch; the first digits name a bank, 00 none.
Outcome au_bsb(std::string_view text) {
  return pass_if(digits_of(text, 6) && !text.starts_with("00") && !all_same(text));
}

// Transit and institution number as cheques print them: branch 5, institution 3, or 0 + 3 + 5 as
// electronic payments have it. Institutions in use begin with 0, 2, 3, 5, 6 or 8.
Outcome ca_bank_transit(std::string_view text) {
  const bool electronic = digits_of(text, 9) && text[0] == '0' && contains("023568", text[1]);
  const bool cheque = digits_of(text, 8) && contains("023568", text[5]);
  return pass_if((electronic || cheque) && !all_same(text));
}

// Nine characters of which the last is the check: letters count 10 up, every second value twice,
// and the digits of each are added.
Outcome cusip(std::string_view text) {
  if (!shaped(text, "XXXXXXXX9") || all_same(text)) return Outcome::Fail;
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const int value = alnum_value(text[i]) * (i % 2 == 1 ? 2 : 1);
    sum += value / 10 + value % 10;
  }
  return strong_if((10 - sum % 10) % 10 == digit(text[8]));
}

// Número de Identificação Bancária: bank, branch, account, two check digits of MOD 97-10.
Outcome pt_nib(std::string_view text) {
  return strong_if(digits_of(text, 21) && !all_same(text) && mod97(text) == 1);
}

// A check digit of Argentina's banks: weights 3 1 7 9 from the right.
constexpr int cbu_check(std::string_view digits) {
  constexpr int kWeights[] = {3, 1, 7, 9};
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    sum += digit(digits[digits.size() - 1 - i]) * kWeights[i % 4];
  }
  return (10 - sum % 10) % 10;
}

// Clave Bancaria Uniforme: bank and branch with a check digit, account with another.
Outcome ar_cbu(std::string_view text) {
  if (!digits_of(text, 22) || all_same(text)) return Outcome::Fail;
  return strong_if(cbu_check(text.substr(0, 7)) == digit(text[7]) &&
                   cbu_check(text.substr(8, 13)) == digit(text[21]));
}

// Norwegian account: bank 4, kind 2, customer 4, check digit of MOD 11.
Outcome no_bank_account(std::string_view text) {
  if (!digits_of(text, 11) || all_same(text)) return Outcome::Fail;
  const int rest = weighted_sum(text, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2}) % 11;
  return strong_if((rest == 0 ? 0 : 11 - rest) == digit(text[10]));
}

// SEPA creditor identifier: country, check digits, business code that the check leaves out, number.
Outcome sepa_creditor_id(std::string_view text) {
  if (text.size() < 9 || text.size() > 35 || !shaped(text.substr(0, 7), "AA99XXX") ||
      !all_of(text.substr(7), [](char c) { return is_digit(c) || is_upper(c); })) {
    return Outcome::Fail;
  }
  return strong_if(is_country(text.substr(0, 2)) &&
                   mod97(text.substr(0, 4), mod97(text.substr(7))) == 1);
}

constexpr NamedValidator kValidators[] = {
    {"ar_cbu", ar_cbu},
    {"cusip", cusip},
    {"no_bank_account", no_bank_account},
    {"pt_nib", pt_nib},
    {"sepa_creditor_id", sepa_creditor_id},
    {"au_bsb", au_bsb},
    {"bank_account", bank_account},
    {"bic", bic},
    {"ca_bank_transit", ca_bank_transit},
    {"es_ccc", es_ccc},
    {"fr_rib", fr_rib},
    {"iban", iban},
    {"in_ifsc", in_ifsc},
    {"mx_clabe", mx_clabe},
    {"uk_sort_code", uk_sort_code},
    {"us_bank_routing", us_bank_routing},
};

}  // namespace

std::span<const NamedValidator> bank_validators() { return kValidators; }

}  // namespace holdfast::detect

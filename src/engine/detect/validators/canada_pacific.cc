// Canada, Australia and New Zealand.

#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// Social Insurance Number; none begins with 8, and 0 is not issued to people.
Outcome ca_sin(std::string_view text) {
  return strong_if(digits_of(text, 9) && text[0] != '0' && text[0] != '8' && !all_same(text) &&
                   luhn_holds(text));
}

// Business number, alone or with its programme account ("RT0001").
Outcome ca_business_number(std::string_view text) {
  const std::string_view programme = text.size() > 9 ? text.substr(9) : std::string_view();
  const bool fits = programme.empty() ||
                    (shaped(programme, "AA9999") &&
                     is_one_of(programme.substr(0, 2), {"RC", "RM", "RP", "RR", "RT", "RZ"}));
  return strong_if(text.size() >= 9 && digits_of(text.substr(0, 9), 9) && fits &&
                   luhn_holds(text.substr(0, 9)) && !all_same(text.substr(0, 9)));
}

// Ontario health insurance: ten digits with Luhn, then perhaps a version code.
Outcome ca_ohip(std::string_view text) {
  const bool fits =
      digits_of(text, 10) || shaped(text, "9999999999AA") || shaped(text, "9999999999A");
  return strong_if(fits && text[0] != '0' && luhn_holds(text.substr(0, 10)) &&
                   !all_same(text.substr(0, 10)));
}

// British Columbia personal health number: 9, then weights that avoid multiples of eleven.
Outcome ca_bc_phn(std::string_view text) {
  if (!digits_of(text, 10) || text[0] != '9') return Outcome::Fail;
  const int sum = weighted_sum(text.substr(1), {2, 4, 8, 5, 10, 9, 7, 3});
  return strong_if(11 - sum % 11 == digit(text[9]));
}

// Québec RAMQ: initials, year, month with 50 for a woman, day, serial.
Outcome ca_quebec_hin(std::string_view text) {
  if (!shaped(text, "AAAA99999999")) return Outcome::Fail;
  const int month = small_number(text.substr(6, 2)) % 50;
  const int day = small_number(text.substr(8, 2));
  return pass_if(between(month, 1, 12) && between(day, 1, 31));
}

Outcome ca_passport(std::string_view text) {
  return pass_if(shaped(text, "AA999999") || shaped(text, "A999999AA"));
}

// Tax file number of nine digits, or eight as once issued.
Outcome au_tfn(std::string_view text) {
  if (all_same(text)) return Outcome::Fail;
  if (digits_of(text, 9)) {
    return strong_if(weighted_sum(text, {1, 4, 3, 7, 5, 8, 6, 9, 10}) % 11 == 0);
  }
  return strong_if(digits_of(text, 8) && weighted_sum(text, {10, 7, 8, 4, 6, 3, 5, 1}) % 11 == 0);
}

// Medicare card: ten digits, or eleven with the person's place on the card.
Outcome au_medicare(std::string_view text) {
  if (!digits_of(text, 10) && !digits_of(text, 11)) return Outcome::Fail;
  if (!between(text[0], '2', '6') || (text.size() == 11 && text[10] == '0')) return Outcome::Fail;
  return strong_if(weighted_sum(text, {1, 3, 7, 9, 1, 3, 7, 9}) % 10 == digit(text[8]) &&
                   text[9] != '0');
}

// Business number: one less in front, then the rest by 89.
Outcome au_abn(std::string_view text) {
  if (!digits_of(text, 11) || small_number(text.substr(0, 2)) < 11) return Outcome::Fail;
  const int sum = weighted_sum(text, {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19}) - 10;
  return strong_if(sum % 89 == 0);
}

Outcome au_acn(std::string_view text) {
  if (!digits_of(text, 9) || all_same(text)) return Outcome::Fail;
  const int sum = weighted_sum(text, {8, 7, 6, 5, 4, 3, 2, 1});
  return strong_if((10 - sum % 10) % 10 == digit(text[8]));
}

Outcome au_passport(std::string_view text) {
  return pass_if(shaped(text, "A9999999") || shaped(text, "AA9999999"));
}

// Inland Revenue number, eight or nine digits; a second round of weights where the first gives ten.
Outcome nz_ird(std::string_view text) {
  if (!digits_of(text, 8) && !digits_of(text, 9)) return Outcome::Fail;
  if (!between(number(text), 10'000'000, 160'000'000)) return Outcome::Fail;
  char padded[9] = {'0'};
  for (std::size_t i = 0; i < text.size(); ++i) padded[9 - text.size() + i] = text[i];
  const std::string_view nine(padded, 9);
  int check = (11 - weighted_sum(nine, {3, 2, 7, 6, 5, 4, 3, 2}) % 11) % 11;
  if (check == 10) check = (11 - weighted_sum(nine, {7, 4, 3, 2, 5, 2, 7, 6}) % 11) % 11;
  return strong_if(check == digit(nine[8]));
}

// National Health Index: AAANNNC with the rest by 11, or AAANNAX with the rest by 23 (HISO 10046).
Outcome nz_nhi(std::string_view text) {
  constexpr std::string_view kLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  const bool is_old = shaped(text, "AAA9999");
  if (!is_old && !shaped(text, "AAA99AA")) return Outcome::Fail;
  int sum = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    const std::size_t letter = kLetters.find(text[i]);
    if (is_upper(text[i]) && letter == std::string_view::npos) return Outcome::Fail;
    const int value = is_digit(text[i]) ? digit(text[i]) : static_cast<int>(letter) + 1;
    sum += value * (7 - static_cast<int>(i));
  }
  if (is_old) return strong_if(sum % 11 != 0 && (11 - sum % 11) % 10 == digit(text[6]));
  const int check = 23 - sum % 23;
  return strong_if(kLetters[static_cast<std::size_t>(check - 1)] == text[6]);
}

constexpr NamedValidator kValidators[] = {
    {"au_abn", au_abn},
    {"au_acn", au_acn},
    {"au_medicare", au_medicare},
    {"au_passport", au_passport},
    {"au_tfn", au_tfn},
    {"ca_bc_phn", ca_bc_phn},
    {"ca_business_number", ca_business_number},
    {"ca_ohip", ca_ohip},
    {"ca_passport", ca_passport},
    {"ca_quebec_hin", ca_quebec_hin},
    {"ca_sin", ca_sin},
    {"nz_ird", nz_ird},
    {"nz_nhi", nz_nhi},
};

}  // namespace

std::span<const NamedValidator> canada_pacific_validators() { return kValidators; }

}  // namespace holdfast::detect

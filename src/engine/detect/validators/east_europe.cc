// Central and Eastern Europe, Russia, Ukraine and Kazakhstan.

#include "engine/detect/validators/calendar.h"
#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// PESEL: the month carries the century, 80 for the 1800s, then 0, 20, 40, 60.
Outcome pl_pesel(std::string_view text) {
  if (!digits_of(text, 11)) return Outcome::Fail;
  const int coded = small_number(text.substr(2, 2));
  constexpr int kCenturies[] = {1900, 2000, 2100, 2200, 1800};
  const int year = kCenturies[coded / 20] + small_number(text.substr(0, 2));
  if (!date_exists({year, coded % 20, small_number(text.substr(4, 2))})) return Outcome::Fail;
  const int sum = weighted_sum(text, {1, 3, 7, 9, 1, 3, 7, 9, 1, 3});
  return strong_if((10 - sum % 10) % 10 == digit(text[10]));
}

Outcome pl_nip(std::string_view text) {
  if (text.starts_with("PL")) text.remove_prefix(2);
  if (!digits_of(text, 10) || all_same(text)) return Outcome::Fail;
  return strong_if(weighted_sum(text, {6, 5, 7, 2, 3, 4, 5, 6, 7}) % 11 == digit(text[9]));
}

Outcome pl_regon(std::string_view text) {
  if (!digits_of(text, 9) && !digits_of(text, 14)) return Outcome::Fail;
  const bool short_holds = weighted_sum(text, {8, 9, 2, 3, 4, 5, 6, 7}) % 11 % 10 == digit(text[8]);
  const bool long_holds =
      text.size() == 9 ||
      weighted_sum(text, {2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8}) % 11 % 10 == digit(text[13]);
  return strong_if(short_holds && long_holds && !all_same(text));
}

// Identity card: three letters, check digit, five digits.
Outcome pl_id_card(std::string_view text) {
  if (!shaped(text, "AAA999999")) return Outcome::Fail;
  constexpr int kWeights[] = {7, 3, 1, 0, 7, 3, 1, 7, 3};
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += alnum_value(text[i]) * kWeights[i];
  return strong_if(sum % 10 == digit(text[3]));
}

// Rodné číslo of Czechia and Slovakia. A woman's month has 50 more, an exhausted day 20 more. Nine
// digits without a check were given until 1954.
Outcome birth_number(std::string_view text) {
  if (!digits_of(text, 9) && !digits_of(text, 10)) return Outcome::Fail;
  const int year = small_number(text.substr(0, 2));
  int month = small_number(text.substr(2, 2)) % 50;
  if (month > 20) month -= 20;
  const int day = small_number(text.substr(4, 2));
  if (text.size() == 9) return pass_if(year < 54 && date_exists({1900 + year, month, day}));
  const int century = year < 54 ? 2000 : 1900;
  if (!date_exists({century + year, month, day})) return Outcome::Fail;
  const std::int64_t rest = number(text.substr(0, 9)) % 11;
  // Until 1985 a rest of ten was written 0.
  return strong_if(rest % 10 == digit(text[9]) && (rest != 10 || year < 86));
}

// Cod numeric personal: sex and century, birth date, county, serial, check.
Outcome ro_cnp(std::string_view text) {
  if (!digits_of(text, 13) || text[0] == '0' || !yymmdd_exists(text.substr(1))) {
    return Outcome::Fail;
  }
  const int county = small_number(text.substr(7, 2));
  const bool county_exists =
      between(county, 1, 48) || between(county, 51, 52) || county == 70 || between(county, 80, 83);
  const int rest = weighted_sum(text, {2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9}) % 11;
  return strong_if(county_exists && (rest == 10 ? 1 : rest) == digit(text[12]));
}

// EGN: 20 more in the month for the 1800s, 40 more for the 2000s.
Outcome bg_egn(std::string_view text) {
  if (!digits_of(text, 10)) return Outcome::Fail;
  const int coded = small_number(text.substr(2, 2));
  const int century = coded > 40 ? 2000 : coded > 20 ? 1800 : 1900;
  const int month = coded > 40 ? coded - 40 : without_added(coded, 20);
  const int year = century + small_number(text.substr(0, 2));
  if (!date_exists({year, month, small_number(text.substr(4, 2))})) return Outcome::Fail;
  return strong_if(weighted_sum(text, {2, 4, 8, 5, 10, 9, 7, 3, 6}) % 11 % 10 == digit(text[9]));
}

Outcome hr_oib(std::string_view text) {
  return strong_if(digits_of(text, 11) && !all_same(text) && mod11_10_holds(text));
}

// JMBG of the countries that were Yugoslavia, EMŠO in Slovenia.
Outcome jmbg(std::string_view text) {
  if (!digits_of(text, 13)) return Outcome::Fail;
  const int year = small_number(text.substr(4, 3));
  const Date date{year < 800 ? 2000 + year : 1000 + year, small_number(text.substr(2, 2)),
                  small_number(text.substr(0, 2))};
  if (!date_exists(date)) return Outcome::Fail;
  const int sum = weighted_sum(text, {7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2});
  return strong_if((11 - sum % 11) % 11 % 10 == digit(text[12]));
}

// Hungarian tax number of a person: 8, days since 1867, serial, check.
Outcome hu_tax_id(std::string_view text) {
  if (!digits_of(text, 10) || text[0] != '8') return Outcome::Fail;
  const int sum = weighted_sum(text, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  return strong_if(sum % 11 == digit(text[9]));
}

// TAJ, social security.
Outcome hu_taj(std::string_view text) {
  if (!digits_of(text, 9) || all_same(text)) return Outcome::Fail;
  return strong_if(weighted_sum(text, {3, 7, 3, 7, 3, 7, 3, 7}) % 10 == digit(text[8]));
}

// INN: ten digits for an organisation, twelve with two check digits for a person.
Outcome ru_inn(std::string_view text) {
  if (all_same(text)) return Outcome::Fail;
  if (digits_of(text, 10)) {
    return strong_if(weighted_sum(text, {2, 4, 10, 3, 5, 9, 4, 6, 8}) % 11 % 10 == digit(text[9]));
  }
  if (!digits_of(text, 12)) return Outcome::Fail;
  const int first = weighted_sum(text, {7, 2, 4, 10, 3, 5, 9, 4, 6, 8}) % 11 % 10;
  const int second = weighted_sum(text, {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}) % 11 % 10;
  return strong_if(first == digit(text[10]) && second == digit(text[11]));
}

// SNILS: two check digits, numbers up to 001-001-998 have none.
Outcome ru_snils(std::string_view text) {
  if (!digits_of(text, 11) || number(text.substr(0, 9)) <= 1'001'998) return Outcome::Fail;
  const int rest = weighted_sum(text, {9, 8, 7, 6, 5, 4, 3, 2, 1}) % 101 % 100;
  return strong_if(rest == small_number(text.substr(9)));
}

// RNOKPP: days since 1899, serial, check.
Outcome ua_rnokpp(std::string_view text) {
  if (!digits_of(text, 10) || all_same(text)) return Outcome::Fail;
  const int sum = weighted_sum(text, {-1, 5, 7, 9, 4, 6, 10, 5, 7});
  return strong_if((sum % 11 + 11) % 11 % 10 == digit(text[9]));
}

// IIN: birth date, century and sex, serial, check with a second round of weights.
Outcome kz_iin(std::string_view text) {
  if (!digits_of(text, 12) || !yymmdd_exists(text) || !between(text[6], '1', '6')) {
    return Outcome::Fail;
  }
  int rest = weighted_sum(text, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}) % 11;
  if (rest == 10) rest = weighted_sum(text, {3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2}) % 11;
  return strong_if(rest == digit(text[11]));
}

// IDNO and IDNP of Moldova: weights 7 3 1.
Outcome md_idnp(std::string_view text) {
  if (!digits_of(text, 13) || all_same(text)) return Outcome::Fail;
  return strong_if(weighted_sum(text, {7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1}) % 10 ==
                   digit(text[12]));
}

constexpr NamedValidator kValidators[] = {
    {"md_idnp", md_idnp},
    {"bg_egn", bg_egn},
    {"cz_birth_number", birth_number},
    {"hr_oib", hr_oib},
    {"hu_taj", hu_taj},
    {"hu_tax_id", hu_tax_id},
    {"kz_iin", kz_iin},
    {"pl_id_card", pl_id_card},
    {"pl_nip", pl_nip},
    {"pl_pesel", pl_pesel},
    {"pl_regon", pl_regon},
    {"ro_cnp", ro_cnp},
    {"rs_jmbg", jmbg},
    {"ru_inn", ru_inn},
    {"ru_snils", ru_snils},
    {"si_emso", jmbg},
    {"sk_birth_number", birth_number},
    {"ua_rnokpp", ua_rnokpp},
};

}  // namespace

std::span<const NamedValidator> east_europe_validators() { return kValidators; }

}  // namespace holdfast::detect

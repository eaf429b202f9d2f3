// Turkey and the Middle East.

#include "engine/detect/validators/calendar.h"
#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// T.C. kimlik numarası: two check digits.
Outcome tr_tckn(std::string_view text) {
  if (!digits_of(text, 11) || text[0] == '0') return Outcome::Fail;
  const int odd = weighted_sum(text, {1, 0, 1, 0, 1, 0, 1, 0, 1});
  const int even = weighted_sum(text, {0, 1, 0, 1, 0, 1, 0, 1});
  const int tenth = ((odd * 7 - even) % 10 + 10) % 10;
  return strong_if(tenth == digit(text[9]) && (odd + even + tenth) % 10 == digit(text[10]));
}

// Teudat zehut: Luhn, padded to nine digits.
Outcome il_id(std::string_view text) {
  return strong_if(digits_of(text, 9) && !all_same(text) && luhn_holds(text));
}

// Saudi national id (1) and iqama (2).
Outcome sa_national_id(std::string_view text) {
  return strong_if(digits_of(text, 10) && (text[0] == '1' || text[0] == '2') && luhn_holds(text) &&
                   !all_same(text));
}

// Emirates ID: 784, year of birth, serial, Luhn.
Outcome ae_emirates_id(std::string_view text) {
  if (!digits_of(text, 15) || !text.starts_with("784")) return Outcome::Fail;
  return strong_if(between(small_number(text.substr(3, 4)), 1900, 2035) && luhn_holds(text));
}

// Civil ID: century 2 or 3, birth date, serial, check.
Outcome kw_civil_id(std::string_view text) {
  if (!digits_of(text, 12) || (text[0] != '2' && text[0] != '3')) return Outcome::Fail;
  if (!yymmdd_exists(text.substr(1))) return Outcome::Fail;
  const int sum = weighted_sum(text, {2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2});
  return strong_if(11 - sum % 11 == digit(text[11]));
}

// Iranian national code.
Outcome ir_national_code(std::string_view text) {
  if (!digits_of(text, 10) || all_same(text)) return Outcome::Fail;
  const int rest = weighted_sum(text, {10, 9, 8, 7, 6, 5, 4, 3, 2}) % 11;
  return strong_if((rest < 2 ? rest : 11 - rest) == digit(text[9]));
}

constexpr NamedValidator kValidators[] = {
    {"ae_emirates_id", ae_emirates_id},     {"il_id", il_id},
    {"ir_national_code", ir_national_code}, {"kw_civil_id", kw_civil_id},
    {"sa_national_id", sa_national_id},     {"tr_tckn", tr_tckn},
};

}  // namespace

std::span<const NamedValidator> mideast_validators() { return kValidators; }

}  // namespace holdfast::detect

// The Nordic and Baltic countries.

#include "engine/detect/validators/calendar.h"
#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// Personnummer, ten digits or twelve with the century; a samordningsnummer adds 60 to the day.
Outcome se_personnummer(std::string_view text) {
  if (digits_of(text, 12)) {
    const int century = small_number(text.substr(0, 2));
    if (!between(century, 18, 20)) return Outcome::Fail;
    text.remove_prefix(2);
  }
  if (!digits_of(text, 10)) return Outcome::Fail;
  const int year = small_number(text.substr(0, 2));
  const int month = small_number(text.substr(2, 2));
  const int day = without_added(small_number(text.substr(4, 2)), 60);
  const bool exists =
      date_exists({1900 + year, month, day}) || date_exists({2000 + year, month, day});
  return strong_if(exists && luhn_holds(text));
}

// Organisationsnummer: where a person's month stands, an organisation has 20 or more.
Outcome se_orgnr(std::string_view text) {
  return strong_if(digits_of(text, 10) && text[2] >= '2' && luhn_holds(text) && !all_same(text));
}

// Fødselsnummer; a D-number adds 40 to the day, an H-number 40 to the month.
Outcome no_fodselsnummer(std::string_view text) {
  if (!digits_of(text, 11)) return Outcome::Fail;
  const int day = without_added(small_number(text.substr(0, 2)), 40);
  const int month = without_added(small_number(text.substr(2, 2)), 40);
  const int year = small_number(text.substr(4, 2));
  if (!date_exists({1900 + year, month, day}) && !date_exists({2000 + year, month, day})) {
    return Outcome::Fail;
  }
  const int first = (11 - weighted_sum(text, {3, 7, 6, 1, 8, 9, 4, 5, 2}) % 11) % 11;
  const int second = (11 - weighted_sum(text, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2}) % 11) % 11;
  return strong_if(first == digit(text[9]) && second == digit(text[10]));
}

// CPR number. Since 2007 numbers are issued that fail the old check digit, so it only strengthens.
Outcome dk_cpr(std::string_view text) {
  if (!digits_of(text, 10) || !ddmmyy_exists(text)) return Outcome::Fail;
  const int sum = weighted_sum(text, {4, 3, 2, 7, 6, 5, 4, 3, 2, 1});
  return sum % 11 == 0 ? Outcome::Strong : Outcome::Pass;
}

// Henkilötunnus: DDMMYY, century sign (a '-' is gone in compact form), serial, check character.
Outcome fi_hetu(std::string_view text) {
  const bool has_sign = text.size() == 11 && contains("ABCDEFUVWXY", text[6]);
  if (!has_sign && text.size() != 10) return Outcome::Fail;
  const std::string_view serial = text.substr(has_sign ? 7 : 6, 3);
  if (!all_digits(text.substr(0, 6)) || !all_digits(serial) || !ddmmyy_exists(text) ||
      small_number(serial) < 2) {
    return Outcome::Fail;
  }
  const std::int64_t value = number(text.substr(0, 6)) * 1000 + number(serial);
  return strong_if("0123456789ABCDEFHJKLMNPRSTUVWXY"[value % 31] == text.back());
}

Outcome fi_business_id(std::string_view text) {
  if (text.starts_with("FI")) text.remove_prefix(2);
  if (!digits_of(text, 8) || all_same(text)) return Outcome::Fail;
  const int rest = weighted_sum(text, {7, 9, 10, 5, 8, 4, 2}) % 11;
  return strong_if(rest != 1 && (11 - rest) % 11 == digit(text[7]));
}

// Kennitala: DDMMYY, serial, check, century 9 or 0. Companies add 40 to the day.
Outcome is_kennitala(std::string_view text) {
  if (!digits_of(text, 10) || !contains("90", text[9])) return Outcome::Fail;
  const int day = without_added(small_number(text.substr(0, 2)), 40);
  if (!between(day, 1, 31) || !between(small_number(text.substr(2, 2)), 1, 12)) {
    return Outcome::Fail;
  }
  return strong_if(weighted_sum(text, {3, 2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0);
}

// Estonian isikukood and Lithuanian asmens kodas are one scheme: sex and century, birth date,
// serial.
Outcome baltic_code(std::string_view text) {
  if (!digits_of(text, 11) || !between(text[0], '1', '8') || !yymmdd_exists(text.substr(1))) {
    return Outcome::Fail;
  }
  int rest = weighted_sum(text, {1, 2, 3, 4, 5, 6, 7, 8, 9, 1}) % 11;
  if (rest == 10) rest = weighted_sum(text, {3, 4, 5, 6, 7, 8, 9, 1, 2, 3}) % 11 % 10;
  return strong_if(rest == digit(text[10]));
}

// Personas kods: with a birth date until 2017, beginning with 32 since, both with one check digit.
Outcome lv_personas_kods(std::string_view text) {
  if (!digits_of(text, 11)) return Outcome::Fail;
  if (!text.starts_with("32") && (!ddmmyy_exists(text) || text[6] > '2')) return Outcome::Fail;
  const int sum = weighted_sum(text, {10, 5, 8, 4, 2, 1, 6, 3, 7, 9});
  return strong_if((1 + sum) % 11 % 10 == digit(text[10]));
}

constexpr NamedValidator kValidators[] = {
    {"dk_cpr", dk_cpr},
    {"ee_isikukood", baltic_code},
    {"fi_business_id", fi_business_id},
    {"fi_hetu", fi_hetu},
    {"is_kennitala", is_kennitala},
    {"lt_asmens_kodas", baltic_code},
    {"lv_personas_kods", lv_personas_kods},
    {"no_fodselsnummer", no_fodselsnummer},
    {"se_orgnr", se_orgnr},
    {"se_personnummer", se_personnummer},
};

}  // namespace

std::span<const NamedValidator> north_europe_validators() { return kValidators; }

}  // namespace holdfast::detect

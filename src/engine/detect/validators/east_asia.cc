// East Asia.

#include "engine/detect/validators/calendar.h"
#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// HKID: one or two letters, six digits, check 0 to 9 or A; a missing first letter counts as 36.
Outcome hk_hkid(std::string_view text) {
  if (text.size() != 8 && text.size() != 9) return Outcome::Fail;
  const std::size_t letters = text.size() - 7;
  if (!all_of(text.substr(0, letters), is_upper) || !all_digits(text.substr(letters, 6))) {
    return Outcome::Fail;
  }
  const char check = text.back();
  if (!is_digit(check) && check != 'A') return Outcome::Fail;
  int sum = letters == 2 ? alnum_value(text[0]) * 9 + alnum_value(text[1]) * 8
                         : 36 * 9 + alnum_value(text[0]) * 8;
  sum += weighted_sum(text.substr(letters), {7, 6, 5, 4, 3, 2});
  return strong_if((sum + alnum_value(check)) % 11 == 0);
}

// National id: a letter for the place, then 1 or 2 by sex, 8 or 9 for residents from abroad.
Outcome tw_national_id(std::string_view text) {
  if (!shaped(text, "A999999999") || !contains("1289", text[1])) return Outcome::Fail;
  constexpr int kPlaces[] = {10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21,
                             22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33};
  const int place = kPlaces[text[0] - 'A'];
  const int sum =
      place / 10 + place % 10 * 9 + weighted_sum(text.substr(1), {8, 7, 6, 5, 4, 3, 2, 1, 1});
  return strong_if(sum % 10 == 0);
}

// My Number: weights 2 to 7 and on from the right.
Outcome jp_my_number(std::string_view text) {
  if (!digits_of(text, 12) || all_same(text)) return Outcome::Fail;
  const int rest = weighted_sum(text, {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2}) % 11;
  return strong_if((rest < 2 ? 0 : 11 - rest) == digit(text[11]));
}

// Corporate number: the check digit comes first.
Outcome jp_corporate_number(std::string_view text) {
  if (!digits_of(text, 13) || text[0] == '0' || all_same(text)) return Outcome::Fail;
  const int sum = weighted_sum(text.substr(1), {2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1});
  return strong_if(9 - sum % 9 == digit(text[0]));
}

Outcome jp_passport(std::string_view text) { return pass_if(shaped(text, "AA9999999")); }

// Resident registration number: birth date, century and sex, five digits, check. Since October 2020
// the last six digits are random, so a failed check there says nothing.
Outcome kr_rrn(std::string_view text) {
  if (!digits_of(text, 13) || !yymmdd_exists(text)) return Outcome::Fail;
  const int sum = weighted_sum(text, {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5});
  const int foreigner = between(text[6], '5', '8') ? 2 : 0;
  if ((11 - sum % 11 + foreigner) % 10 == digit(text[12])) return Outcome::Strong;
  const bool born_since = contains("3478", text[6]) && number(text.substr(0, 6)) >= 201001;
  return pass_if(born_since);
}

// Resident identity number of eighteen characters: division, birth date, serial, ISO 7064 MOD 11-2.
Outcome cn_resident_id(std::string_view text) {
  if (text.size() != 18 || !all_digits(text.substr(0, 17))) return Outcome::Fail;
  if (!is_digit(text[17]) && text[17] != 'X') return Outcome::Fail;
  const int province = small_number(text.substr(0, 2));
  const bool exists = between(province, 11, 15) || between(province, 21, 23) ||
                      between(province, 31, 37) || between(province, 41, 46) ||
                      between(province, 50, 54) || between(province, 61, 65) || province == 71 ||
                      between(province, 81, 83) || province == 91;
  const bool is_born =
      yyyymmdd_exists(text.substr(6)) && between(small_number(text.substr(6, 4)), 1880, 2035);
  return strong_if(exists && is_born && mod11_2_holds(text));
}

Outcome cn_passport(std::string_view text) {
  return pass_if((shaped(text, "A99999999") && contains("DEGPS", text[0])) ||
                 (shaped(text, "EA9999999") && !contains("IO", text[1])));
}

// Foreigner registration number: as a resident's, with 5 to 8 for century and sex.
Outcome kr_frn(std::string_view text) {
  if (!digits_of(text, 13) || !contains("5678", text[6]) || !yymmdd_exists(text)) {
    return Outcome::Fail;
  }
  return kr_rrn(text) == Outcome::Strong ? Outcome::Strong : Outcome::Pass;
}

// Business registration number: weights 1 3 7, the last product's tens added.
Outcome kr_brn(std::string_view text) {
  if (!digits_of(text, 10) || all_same(text)) return Outcome::Fail;
  const int sum = weighted_sum(text, {1, 3, 7, 1, 3, 7, 1, 3, 5}) + digit(text[8]) * 5 / 10;
  return strong_if((10 - sum % 10) % 10 == digit(text[9]));
}

constexpr NamedValidator kValidators[] = {
    {"kr_brn", kr_brn},
    {"kr_frn", kr_frn},
    {"cn_passport", cn_passport},
    {"cn_resident_id", cn_resident_id},
    {"hk_hkid", hk_hkid},
    {"jp_corporate_number", jp_corporate_number},
    {"jp_my_number", jp_my_number},
    {"jp_passport", jp_passport},
    {"kr_rrn", kr_rrn},
    {"tw_national_id", tw_national_id},
};

}  // namespace

std::span<const NamedValidator> east_asia_validators() { return kValidators; }

}  // namespace holdfast::detect

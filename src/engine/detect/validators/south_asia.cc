// South and South-East Asia.

#include "engine/detect/validators/calendar.h"
#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// Aadhaar: twelve digits that do not begin with 0 or 1, Verhoeff. Sixteen make a virtual id.
Outcome in_aadhaar(std::string_view text) {
  if ((!digits_of(text, 12) && !digits_of(text, 16)) || text[0] < '2' || all_same(text)) {
    return Outcome::Fail;
  }
  return strong_if(verhoeff_holds(text));
}

// Permanent Account Number: the fourth letter says whose, P for a person.
Outcome in_pan(std::string_view text) {
  return pass_if(shaped(text, "AAAAA9999A") && contains("ABCFGHJLPTK", text[3]) &&
                 text.substr(5, 4) != "0000");
}

// GSTIN: state, PAN, registration, Z, check character in base 36.
Outcome in_gstin(std::string_view text) {
  if (!shaped(text, "99AAAAA9999AXXX") || in_pan(text.substr(2, 10)) == Outcome::Fail) {
    return Outcome::Fail;
  }
  const int state = small_number(text.substr(0, 2));
  if (!between(state, 1, 38) && state != 97 && state != 99) return Outcome::Fail;
  int sum = 0;
  for (std::size_t i = 0; i < 14; ++i) {
    const int product = alnum_value(text[i]) * (i % 2 == 0 ? 1 : 2);
    sum += product / 36 + product % 36;
  }
  return strong_if((36 - sum % 36) % 36 == alnum_value(text[14]));
}

Outcome in_voter_id(std::string_view text) {
  return pass_if(shaped(text, "AAA9999999") && !all_same(text.substr(3)));
}

Outcome in_passport(std::string_view text) {
  return pass_if(shaped(text, "A9999999") && !contains("QXZ", text[0]) && text[1] != '0');
}

// CNIC: province 1 to 8, the last digit odd for men. No check digit.
Outcome pk_cnic(std::string_view text) {
  return pass_if(digits_of(text, 13) && between(text[0], '1', '8') && !all_same(text));
}

// NIC: nine digits and V or X, or twelve; the day of the year has 500 added for women.
Outcome lk_nic(std::string_view text) {
  const bool is_old = shaped(text, "999999999A") && (text[9] == 'V' || text[9] == 'X');
  if (!is_old && !digits_of(text, 12)) return Outcome::Fail;
  if (!is_old && !between(small_number(text.substr(0, 4)), 1900, 2035)) return Outcome::Fail;
  const int day = small_number(text.substr(is_old ? 2 : 4, 3)) % 500;
  return pass_if(between(day, 1, 366));
}

// Thai citizen id: kind of person 1 to 8, weights 13 down to 2.
Outcome th_citizen_id(std::string_view text) {
  if (!digits_of(text, 13) || !between(text[0], '1', '8') || all_same(text)) return Outcome::Fail;
  const int sum = weighted_sum(text, {13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2});
  return strong_if((11 - sum % 11) % 10 == digit(text[12]));
}

// MyKad: birth date, place of birth, serial. Places 00, 17 to 20, 69, 70, 73, 80, 81, 94 to 97 do
// not exist.
Outcome my_mykad(std::string_view text) {
  if (!digits_of(text, 12) || !yymmdd_exists(text)) return Outcome::Fail;
  const int place = small_number(text.substr(6, 2));
  const bool missing = place == 0 || between(place, 17, 20) || place == 69 || place == 70 ||
                       place == 73 || place == 80 || place == 81 || between(place, 94, 97);
  return pass_if(!missing);
}

// NIK: province, regency, district, birth date with 40 more on a woman's day, serial.
Outcome id_nik(std::string_view text) {
  if (!digits_of(text, 16) || text.substr(12) == "0000") return Outcome::Fail;
  const int province = small_number(text.substr(0, 2));
  const bool exists = between(province, 11, 21) || between(province, 31, 36) ||
                      between(province, 51, 53) || between(province, 61, 65) ||
                      between(province, 71, 76) || between(province, 81, 82) ||
                      between(province, 91, 97);
  const int day = without_added(small_number(text.substr(6, 2)), 40);
  const int month = small_number(text.substr(8, 2));
  const int year = small_number(text.substr(10, 2));
  return pass_if(
      exists && (date_exists({1900 + year, month, day}) || date_exists({2000 + year, month, day})));
}

// NRIC and FIN: S and T for citizens, F, G and M for foreigners.
Outcome sg_nric(std::string_view text) {
  if (!shaped(text, "A9999999A") || !contains("STFGM", text[0])) return Outcome::Fail;
  int sum = weighted_sum(text.substr(1), {2, 7, 6, 5, 4, 3, 2});
  if (text[0] == 'T' || text[0] == 'G') sum += 4;
  if (text[0] == 'M') sum += 3;
  const std::string_view letters = text[0] == 'M'                     ? "XWUTRQPNJLK"
                                   : text[0] == 'S' || text[0] == 'T' ? "JZIHGFEDCBA"
                                                                      : "XWUTRQPNMLK";
  return strong_if(letters[static_cast<std::size_t>(sum % 11)] == text[8]);
}

// CCCD of Vietnam: province, century and sex, year, serial.
Outcome vn_cccd(std::string_view text) {
  return pass_if(digits_of(text, 12) && text[0] == '0' &&
                 between(small_number(text.substr(0, 3)), 1, 96) && text[3] <= '5');
}

// PhilSys card number, sixteen digits; Unified Multi-Purpose ID, twelve.
Outcome ph_national_id(std::string_view text) {
  return pass_if((digits_of(text, 16) || digits_of(text, 12)) && !all_same(text));
}

// Unique Entity Number of Singapore: businesses (8 digits), local companies (year and 5), others
// (T, S or R, year, kind, 4), each with its own check letter.
Outcome sg_uen(std::string_view text) {
  if (shaped(text, "99999999A")) {
    const int sum = weighted_sum(text, {10, 4, 9, 3, 8, 2, 7, 1});
    return strong_if("XMKECAWLJDB"[sum % 11] == text[8]);
  }
  if (shaped(text, "999999999A")) {
    if (!between(small_number(text.substr(0, 4)), 1800, 2099)) return Outcome::Fail;
    const int sum = weighted_sum(text, {10, 8, 6, 4, 9, 7, 5, 3, 1});
    return strong_if("ZKCMDNERGWH"[sum % 11] == text[9]);
  }
  if (!shaped(text, "A99AX9999A") || !contains("RST", text[0])) return Outcome::Fail;
  constexpr std::string_view kAlphabet = "ABCDEFGHJKLMNPQRSTUVWX0123456789";
  constexpr int kWeights[] = {4, 3, 5, 3, 10, 2, 2, 5, 7};
  int sum = -5;
  for (std::size_t i = 0; i < 9; ++i) {
    const std::size_t value = kAlphabet.find(text[i]);
    if (value == std::string_view::npos) return Outcome::Fail;
    sum += static_cast<int>(value) * kWeights[i];
  }
  return strong_if(kAlphabet[static_cast<std::size_t>((sum + 11) % 11)] == text[9]);
}

constexpr NamedValidator kValidators[] = {
    {"sg_uen", sg_uen},
    {"id_nik", id_nik},
    {"in_aadhaar", in_aadhaar},
    {"in_gstin", in_gstin},
    {"in_pan", in_pan},
    {"in_passport", in_passport},
    {"in_voter_id", in_voter_id},
    {"lk_nic", lk_nic},
    {"my_mykad", my_mykad},
    {"ph_national_id", ph_national_id},
    {"pk_cnic", pk_cnic},
    {"sg_nric", sg_nric},
    {"th_citizen_id", th_citizen_id},
    {"vn_cccd", vn_cccd},
};

}  // namespace

std::span<const NamedValidator> south_asia_validators() { return kValidators; }

}  // namespace holdfast::detect

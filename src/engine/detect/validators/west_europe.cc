// Italy, the Low Countries, Ireland, Greece, Malta, Cyprus.

#include "engine/detect/validators/calendar.h"
#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// What a character at an odd place (counted from 1) is worth in a codice fiscale, 0=A to Z.
constexpr int kItalianOdd[] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                               20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
// Letters that replace digits when two people would share a code (omocodia).
constexpr std::string_view kItalianDigits = "LMNPQRSTUV";

int italian_digit(char c) {
  if (is_digit(c)) return digit(c);
  const std::size_t at = kItalianDigits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

int italian_number(char tens, char units) {
  const int high = italian_digit(tens);
  const int low = italian_digit(units);
  return high < 0 || low < 0 ? -1 : high * 10 + low;
}

// Surname 3, name 3, year 2, month letter, day (a woman's plus 40), place 4, check letter.
Outcome it_fiscal_code(std::string_view text) {
  if (!shaped(text, "AAAAAAXXAXXAXXXA")) return Outcome::Fail;
  constexpr std::string_view kMonths = "ABCDEHLMPRST";
  const std::size_t month = kMonths.find(text[8]);
  const int year = italian_number(text[6], text[7]);
  const int day = italian_number(text[9], text[10]) % 40;
  if (month == std::string_view::npos || year < 0 ||
      !(date_exists({1900 + year, static_cast<int>(month) + 1, day}) ||
        date_exists({2000 + year, static_cast<int>(month) + 1, day}))) {
    return Outcome::Fail;
  }
  for (const char c : text.substr(12, 3)) {
    if (italian_digit(c) < 0) return Outcome::Fail;
  }
  int sum = 0;
  for (std::size_t i = 0; i < 15; ++i) {
    const int value = is_digit(text[i]) ? digit(text[i]) : text[i] - 'A';
    sum += i % 2 == 0 ? kItalianOdd[value] : value;
  }
  return strong_if('A' + sum % 26 == text[15]);
}

// Partita IVA: company 7, province office 3, Luhn.
Outcome it_vat(std::string_view text) {
  if (text.starts_with("IT")) text.remove_prefix(2);
  if (!digits_of(text, 11) || number(text.substr(0, 7)) == 0) return Outcome::Fail;
  const int office = small_number(text.substr(7, 3));
  const bool is_assigned =
      between(office, 1, 100) || office == 120 || office == 121 || office == 888 || office == 999;
  return strong_if(is_assigned && luhn_holds(text));
}

Outcome it_id_card(std::string_view text) {
  return pass_if(shaped(text, "AA9999999") || shaped(text, "AA99999AA"));
}

// Burgerservicenummer, the "eleven test".
Outcome nl_bsn(std::string_view text) {
  if (!digits_of(text, 9) || all_same(text)) return Outcome::Fail;
  return strong_if(weighted_sum(text, {9, 8, 7, 6, 5, 4, 3, 2, -1}) % 11 == 0);
}

// Rijksregisternummer: birth date, serial, the rest by 97, with a 2 in front since 2000. The bis
// register adds 20 or 40 to the month; unknown dates have month or day 0.
Outcome be_national_number(std::string_view text) {
  if (!digits_of(text, 11) || number(text.substr(6, 3)) == 0) return Outcome::Fail;
  const int month = small_number(text.substr(2, 2)) % 20;
  const int day = small_number(text.substr(4, 2));
  if (month > 12 || day > 31) return Outcome::Fail;
  const std::int64_t value = number(text.substr(0, 9));
  const std::int64_t check = number(text.substr(9));
  return strong_if(97 - value % 97 == check || 97 - (value + 2'000'000'000) % 97 == check);
}

Outcome be_enterprise_number(std::string_view text) {
  if (text.starts_with("BE")) text.remove_prefix(2);
  if (!digits_of(text, 10) || text[0] > '1' || number(text) == 0) return Outcome::Fail;
  return strong_if(97 - number(text.substr(0, 8)) % 97 == number(text.substr(8)));
}

// Matricule: birth date, serial, a Luhn and a Verhoeff digit over the first eleven.
Outcome lu_national_id(std::string_view text) {
  if (!digits_of(text, 13) || !yyyymmdd_exists(text)) return Outcome::Fail;
  char verhoeff[12];
  for (std::size_t i = 0; i < 11; ++i) verhoeff[i] = text[i];
  verhoeff[11] = text[12];
  return strong_if(luhn_holds(text.substr(0, 12)) && verhoeff_holds({verhoeff, 12}));
}

// Personal Public Service Number: weights 8 to 2, a second letter up to I counts nine times.
Outcome ie_ppsn(std::string_view text) {
  if (!shaped(text, "9999999A") && !shaped(text, "9999999AA")) return Outcome::Fail;
  int sum = weighted_sum(text, {8, 7, 6, 5, 4, 3, 2});
  if (text.size() == 9) {
    if (!between(text[8], 'A', 'I') && !contains("TWX", text[8])) return Outcome::Fail;
    sum += text[8] > 'I' ? 0 : (text[8] - 'A' + 1) * 9;
  }
  return strong_if("WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == text[7]);
}

// Social security number (AMKA): birth date, serial, Luhn.
Outcome gr_amka(std::string_view text) {
  return strong_if(digits_of(text, 11) && ddmmyy_exists(text) && luhn_holds(text));
}

// Tax number (AFM): powers of two.
Outcome gr_afm(std::string_view text) {
  if (text.starts_with("EL")) text.remove_prefix(2);
  if (!digits_of(text, 9) || all_same(text)) return Outcome::Fail;
  const int sum = weighted_sum(text, {256, 128, 64, 32, 16, 8, 4, 2});
  return strong_if(sum % 11 % 10 == digit(text[8]));
}

Outcome mt_id_card(std::string_view text) {
  return pass_if(shaped(text, "9999999A") && contains("MGAPLHBZ", text[7]));
}

// Tax identification code: digits at odd places are mapped, the letter is the rest by 26.
Outcome cy_tic(std::string_view text) {
  if (!shaped(text, "99999999A") || text.starts_with("12")) return Outcome::Fail;
  constexpr int kOdd[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += i % 2 == 0 ? kOdd[digit(text[i])] : digit(text[i]);
  return strong_if('A' + sum % 26 == text[8]);
}

constexpr NamedValidator kValidators[] = {
    {"be_enterprise_number", be_enterprise_number},
    {"be_national_number", be_national_number},
    {"cy_tic", cy_tic},
    {"gr_afm", gr_afm},
    {"gr_amka", gr_amka},
    {"ie_ppsn", ie_ppsn},
    {"it_fiscal_code", it_fiscal_code},
    {"it_id_card", it_id_card},
    {"it_vat", it_vat},
    {"lu_national_id", lu_national_id},
    {"mt_id_card", mt_id_card},
    {"nl_bsn", nl_bsn},
};

}  // namespace

std::span<const NamedValidator> west_europe_validators() { return kValidators; }

}  // namespace holdfast::detect

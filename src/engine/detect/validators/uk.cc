// United Kingdom.

#include "engine/detect/validators/calendar.h"
#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// HMRC NIM39110: letters never used first or second, and prefixes kept for other purposes.
Outcome uk_nino(std::string_view text) {
  const bool fits = shaped(text, "AA999999A") || shaped(text, "AA999999");
  if (!fits || contains("DFIQUV", text[0]) || contains("DFIOQUV", text[1])) return Outcome::Fail;
  if (is_one_of(text.substr(0, 2), {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})) {
    return Outcome::Fail;
  }
  return pass_if(text.size() == 8 || between(text[8], 'A', 'D'));
}

// Unique Taxpayer Reference: the check digit comes first.
Outcome uk_utr(std::string_view text) {
  if (text.size() == 11 && text.back() == 'K') text.remove_suffix(1);
  if (!digits_of(text, 10) || all_same(text)) return Outcome::Fail;
  const int rest = weighted_sum(text.substr(1), {6, 7, 8, 9, 10, 5, 4, 3, 2}) % 11;
  constexpr std::string_view kCheck = "21987654321";
  return strong_if(text[0] == kCheck[static_cast<std::size_t>(rest)]);
}

bool nhs_check_holds(std::string_view ten_digits) {
  const int check = 11 - weighted_sum(ten_digits, {10, 9, 8, 7, 6, 5, 4, 3, 2}) % 11;
  return check % 11 == digit(ten_digits[9]) && check != 10;
}

// Numbers of all four nations share this check digit; Scotland's begin with a date of birth.
Outcome uk_nhs(std::string_view text) {
  if (!digits_of(text, 10) || all_same(text)) return Outcome::Fail;
  return strong_if(nhs_check_holds(text));
}

Outcome uk_chi(std::string_view text) {
  return strong_if(digits_of(text, 10) && ddmmyy_exists(text) && nhs_check_holds(text));
}

// Nine digits, or two letters and seven as issued before 1988 by some posts.
Outcome uk_passport(std::string_view text) {
  return pass_if((digits_of(text, 9) && !all_same(text)) || shaped(text, "AA9999999"));
}

// DVLA driver number: surname padded with 9, birth date with its decade first and 50 added to a
// woman's month, initials, a digit, two check letters.
Outcome uk_driving_licence(std::string_view text) {
  if (!shaped(text, "XXXXX999999XXXAA") || !is_upper(text[0])) return Outcome::Fail;
  bool padding = false;
  for (const char c : text.substr(0, 5)) {
    if (is_digit(c) ? c != '9' : padding) return Outcome::Fail;
    padding = is_digit(c);
  }
  const int month = small_number(text.substr(6, 2)) % 50;
  const int day = small_number(text.substr(8, 2));
  const int year_in_decade = digit(text[10]);
  const int year = 1900 + digit(text[5]) * 10 + year_in_decade;
  const bool initials =
      (is_upper(text[11]) || text[11] == '9') && (is_upper(text[12]) || text[12] == '9');
  return pass_if(initials &&
                 (date_exists({year, month, day}) || date_exists({year + 100, month, day})));
}

// VAT number: weights 8 to 2, the two digits left over count 97 down, the second series with 55
// added.
Outcome uk_vat(std::string_view text) {
  if (text.starts_with("GB")) text.remove_prefix(2);
  if (!digits_of(text, 9) && !digits_of(text, 12)) return Outcome::Fail;
  const int sum = weighted_sum(text, {8, 7, 6, 5, 4, 3, 2}) + small_number(text.substr(7, 2));
  const bool is_second_series = text[0] != '0' && (sum + 55) % 97 == 0;
  return strong_if((sum % 97 == 0 || is_second_series) && number(text.substr(0, 7)) != 0);
}

// Core of a Meter Point Administration Number: twelve digits, weighted by primes, and their check.
Outcome uk_mpan(std::string_view text) {
  if (!digits_of(text, 13) || !between(small_number(text.substr(0, 2)), 10, 39)) {
    return Outcome::Fail;
  }
  const int sum = weighted_sum(text, {3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43});
  return strong_if(sum % 11 % 10 == digit(text[12]));
}

constexpr NamedValidator kValidators[] = {
    {"uk_mpan", uk_mpan}, {"uk_chi", uk_chi},   {"uk_driving_licence", uk_driving_licence},
    {"uk_nhs", uk_nhs},   {"uk_nino", uk_nino}, {"uk_passport", uk_passport},
    {"uk_utr", uk_utr},   {"uk_vat", uk_vat},
};

}  // namespace

std::span<const NamedValidator> uk_validators() { return kValidators; }

}  // namespace holdfast::detect

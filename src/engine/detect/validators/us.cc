// United States: identifiers of people, employers and health care.

#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// Never issued: area 000, 666 and 900 up, group 00, serial 0000 (SSA, Program Operations Manual
// RM 10201), two numbers printed in advertisements, and the runs that fill a field.
Outcome us_ssn(std::string_view text) {
  if (!digits_of(text, 9)) return Outcome::Fail;
  const int area = small_number(text.substr(0, 3));
  if (area == 0 || area == 666 || area >= 900) return Outcome::Fail;
  if (text.substr(3, 2) == "00" || text.substr(5) == "0000") return Outcome::Fail;
  return pass_if(!is_one_of(text, {"078051120", "219099999", "123456789"}) && !all_same(text));
}

// 9xx with the groups the IRS assigns to taxpayers; 93 is for adoptions.
Outcome us_itin(std::string_view text) {
  if (!digits_of(text, 9) || text[0] != '9' || text.substr(5) == "0000") return Outcome::Fail;
  const int group = small_number(text.substr(3, 2));
  return pass_if(between(group, 50, 65) || between(group, 70, 88) || between(group, 90, 92) ||
                 between(group, 94, 99));
}

Outcome us_atin(std::string_view text) {
  return pass_if(digits_of(text, 9) && text[0] == '9' && text.substr(3, 2) == "93");
}

// Prefixes that an IRS campus or the Internet assigns.
Outcome us_ein(std::string_view text) {
  if (!digits_of(text, 9) || all_same(text) || text == "123456789") return Outcome::Fail;
  const int prefix = small_number(text.substr(0, 2));
  return pass_if(between(prefix, 1, 6) || between(prefix, 10, 16) || between(prefix, 20, 27) ||
                 between(prefix, 30, 48) || between(prefix, 50, 68) || between(prefix, 71, 77) ||
                 between(prefix, 80, 88) || between(prefix, 90, 95) || between(prefix, 98, 99));
}

Outcome us_ptin(std::string_view text) { return pass_if(shaped(text, "P99999999")); }

// Nine digits, or a letter and eight as next-generation books have it.
Outcome us_passport(std::string_view text) {
  const bool fits = digits_of(text, 9) || shaped(text, "A99999999");
  return pass_if(fits && !all_same(text.substr(1)));
}

// One letter and 7 to 12 digits (California 7, Florida 12), or 7 to 12 digits alone: what most
// states use. The rest differ too much to be told from other numbers without their cue.
Outcome us_driver_license(std::string_view text) {
  if (text.empty()) return Outcome::Fail;
  // Some states begin with two letters; Idaho ends with one, too.
  std::string_view rest = text;
  std::size_t letters = 0;
  while (letters < 2 && !rest.empty() && is_upper(rest[0])) {
    rest.remove_prefix(1);
    ++letters;
  }
  if (letters == 2 && !rest.empty() && is_upper(rest.back())) rest.remove_suffix(1);
  const int digits = static_cast<int>(rest.size());
  return pass_if(all_digits(rest) && between(digits, letters > 0 ? 6 : 7, 13) && !all_same(rest));
}

// National Provider Identifier: Luhn over 80840 and the number.
Outcome us_npi(std::string_view text) {
  if (!digits_of(text, 10) || (text[0] != '1' && text[0] != '2')) return Outcome::Fail;
  constexpr int kPrefixSum = 24;  // what 80840 adds to the Luhn sum in front of ten digits
  int sum = kPrefixSum;
  for (std::size_t i = 0; i < 10; ++i) {
    const int value = digit(text[i]);
    sum += i % 2 == 0 ? value * 2 - (value > 4 ? 9 : 0) : value;
  }
  return strong_if(sum % 10 == 0);
}

// Drug Enforcement Administration: type of registrant, initial, six digits and their check.
Outcome us_dea(std::string_view text) {
  const bool fits = shaped(text, "AX9999999") && contains("ABCDEFGHJKLMPRSTUX", text[0]) &&
                    (is_upper(text[1]) || text[1] == '9');
  if (!fits) return Outcome::Fail;
  const int sum = weighted_sum(text.substr(2), {1, 2, 1, 2, 1, 2});
  return strong_if(sum % 10 == digit(text[8]) && number(text.substr(2)) != 0);
}

// Medicare Beneficiary Identifier: letters without S L O I B Z, positions fixed by CMS.
Outcome us_mbi(std::string_view text) {
  if (!shaped(text, "9AX9AX9AA99") || text[0] == '0') return Outcome::Fail;
  return pass_if(all_of(text, [](char c) { return !contains("SLOIBZ", c); }));
}

constexpr NamedValidator kValidators[] = {
    {"us_atin", us_atin}, {"us_dea", us_dea},           {"us_driver_license", us_driver_license},
    {"us_ein", us_ein},   {"us_itin", us_itin},         {"us_mbi", us_mbi},
    {"us_npi", us_npi},   {"us_passport", us_passport}, {"us_ptin", us_ptin},
    {"us_ssn", us_ssn},
};

}  // namespace

std::span<const NamedValidator> us_validators() { return kValidators; }

}  // namespace holdfast::detect

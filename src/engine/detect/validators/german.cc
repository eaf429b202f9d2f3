// Germany, Austria and Switzerland.

#include "engine/detect/validators/calendar.h"
#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// Steuerliche Identifikationsnummer: of its first ten digits exactly one appears twice or three
// times and no other repeats; ISO 7064 MOD 11,10.
Outcome de_tax_id(std::string_view text) {
  if (!digits_of(text, 11) || text[0] == '0') return Outcome::Fail;
  int counts[10] = {};
  for (const char c : text.substr(0, 10)) ++counts[digit(c)];
  int repeated = 0;
  for (const int count : counts) {
    if (count > 3) return Outcome::Fail;
    repeated += count > 1 ? 1 : 0;
  }
  for (std::size_t i = 0; i + 2 < 10; ++i) {
    if (all_same(text.substr(i, 3))) return Outcome::Fail;
  }
  return strong_if(repeated == 1 && mod11_10_holds(text));
}

// The check digit that machine-readable documents use: weights 7 3 1, letters from A=10.
bool mrz_check_holds(std::string_view text) {
  constexpr int kWeights[] = {7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) sum += alnum_value(text[i]) * kWeights[i % 3];
  return sum % 10 == digit(text.back());
}

// Serial number of an identity card (first letter L M N P R T V W X Y) or passport (C F G H J K):
// characters that cannot be mistaken for vowels or each other, then perhaps the check digit.
bool is_german_serial(std::string_view text) {
  constexpr std::string_view kLetters = "CFGHJKLMNPRTVWXYZ";
  if (text.size() < 9 || !contains(kLetters, text[0])) return false;
  int digit_count = 0;
  for (const char c : text.substr(0, 9)) {
    if (!is_digit(c) && !contains(kLetters, c)) return false;
    digit_count += is_digit(c) ? 1 : 0;
  }
  return digit_count >= 2;
}

Outcome de_serial(std::string_view text, std::string_view first_letters) {
  if (!is_german_serial(text) || !contains(first_letters, text[0])) return Outcome::Fail;
  if (text.size() == 9) return Outcome::Pass;
  return strong_if(text.size() == 10 && is_digit(text[9]) && mrz_check_holds(text));
}

Outcome de_id_card(std::string_view text) { return de_serial(text, "LMNPRTVWXY"); }
Outcome de_passport(std::string_view text) { return de_serial(text, "CFGHJK"); }

int digit_sum(int value) { return value / 10 + value % 10; }

// Versicherungsnummer of the pension insurance: area, birth date, initial, serial, check digit.
Outcome de_pension_insurance(std::string_view text) {
  if (!shaped(text, "99999999A999")) return Outcome::Fail;
  const int day = small_number(text.substr(2, 2));
  const int month = small_number(text.substr(4, 2));
  if (!between(day, 1, 31) || !between(month, 1, 12)) return Outcome::Fail;
  const int letter = text[8] - 'A' + 1;
  constexpr int kWeights[] = {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1};
  int sum = 0;
  for (std::size_t i = 0; i < 12; ++i) {
    const int value = i < 8    ? digit(text[i])
                      : i == 8 ? letter / 10
                      : i == 9 ? letter % 10
                               : digit(text[i - 1]);
    sum += digit_sum(value * kWeights[i]);
  }
  return strong_if(sum % 10 == digit(text[11]));
}

// Krankenversichertennummer: a letter read as two digits, then weights 1 and 2 in turn.
Outcome de_health_insurance(std::string_view text) {
  if (!shaped(text, "A999999999")) return Outcome::Fail;
  const int letter = text[0] - 'A' + 1;
  int sum = digit_sum(letter / 10) + digit_sum(letter % 10 * 2);
  for (std::size_t i = 1; i < 9; ++i) {
    sum += digit_sum(digit(text[i]) * (i % 2 == 1 ? 1 : 2));
  }
  return strong_if(sum % 10 == digit(text[9]));
}

// Umsatzsteuer-Identifikationsnummer.
Outcome de_vat(std::string_view text) {
  if (text.starts_with("DE")) text.remove_prefix(2);
  return strong_if(digits_of(text, 9) && text[0] != '0' && mod11_10_holds(text));
}

// Driving licence of an authority: its letter or digit, key, serial, check digit, copy.
Outcome de_driving_licence(std::string_view text) {
  if (!shaped(text, "X99XXXXXX9X") && !shaped(text, "X99XXXXXXXX")) return Outcome::Fail;
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += alnum_value(text[i]) * (9 - static_cast<int>(i));
  const char check = sum % 11 == 10 ? 'X' : static_cast<char>('0' + sum % 11);
  return strong_if(text[9] == check);
}

// Sozialversicherungsnummer: serial, check digit, birth date whose month may run to 15.
Outcome at_svnr(std::string_view text) {
  if (!digits_of(text, 10) || text[0] == '0') return Outcome::Fail;
  const int day = small_number(text.substr(4, 2));
  const int month = small_number(text.substr(6, 2));
  if (!between(day, 1, 31) || !between(month, 1, 15)) return Outcome::Fail;
  return strong_if(weighted_sum(text, {3, 7, 9, 0, 5, 8, 4, 2, 1, 6}) % 11 == digit(text[3]));
}

// Finanzamts- und Steuernummer: office 2, number 6, check digit, Luhn-like weights 1 2.
Outcome at_tax_number(std::string_view text) {
  if (!digits_of(text, 9) || all_same(text)) return Outcome::Fail;
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += digit_sum(digit(text[i]) * (i % 2 == 0 ? 1 : 2));
  return strong_if((10 - sum % 10) % 10 == digit(text[8]));
}

// AHV/AVS number: an EAN-13 that begins with the country code 756.
Outcome ch_ahv(std::string_view text) {
  return strong_if(digits_of(text, 13) && text.starts_with("756") && ean_holds(text));
}

// Unternehmens-Identifikationsnummer: CHE and nine digits.
Outcome ch_uid(std::string_view text) {
  if (!shaped(text.substr(0, 12), "CHE999999999")) return Outcome::Fail;
  const std::string_view suffix = text.substr(12);
  if (!suffix.empty() && !is_one_of(suffix, {"MWST", "TVA", "IVA"})) return Outcome::Fail;
  if (number(text.substr(3, 9)) == 0) return Outcome::Fail;
  const int check = (11 - weighted_sum(text.substr(3), {5, 4, 3, 2, 7, 6, 5, 4}) % 11) % 11;
  return strong_if(check == digit(text[11]));
}

// Lebenslange Arztnummer: six digits, a check with weights 4 and 9, two for the field of medicine.
Outcome de_lanr(std::string_view text) {
  if (!digits_of(text, 9) || all_same(text)) return Outcome::Fail;
  const int sum = weighted_sum(text, {4, 9, 4, 9, 4, 9});
  return strong_if((10 - sum % 10) % 10 == digit(text[6]));
}

// Marktlokations-ID of an energy supply: digits in odd places once, in even places twice.
Outcome de_malo_id(std::string_view text) {
  if (!digits_of(text, 11) || text[0] == '0' || all_same(text)) return Outcome::Fail;
  const int sum = weighted_sum(text, {1, 2, 1, 2, 1, 2, 1, 2, 1, 2});
  return strong_if((10 - sum % 10) % 10 == digit(text[10]));
}

constexpr NamedValidator kValidators[] = {
    {"de_lanr", de_lanr},
    {"de_malo_id", de_malo_id},
    {"at_svnr", at_svnr},
    {"at_tax_number", at_tax_number},
    {"ch_ahv", ch_ahv},
    {"ch_uid", ch_uid},
    {"de_driving_licence", de_driving_licence},
    {"de_health_insurance", de_health_insurance},
    {"de_id_card", de_id_card},
    {"de_passport", de_passport},
    {"de_pension_insurance", de_pension_insurance},
    {"de_tax_id", de_tax_id},
    {"de_vat", de_vat},
};

}  // namespace

std::span<const NamedValidator> german_validators() { return kValidators; }

}  // namespace holdfast::detect

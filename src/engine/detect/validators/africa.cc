// Africa.

#include "engine/detect/validators/calendar.h"
#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// South African identity number: birth date, sex, citizenship 0 to 2, Luhn.
Outcome za_id(std::string_view text) {
  return strong_if(digits_of(text, 13) && yymmdd_exists(text) && text[10] <= '2' &&
                   luhn_holds(text));
}

// Egyptian national id: century 2 or 3, birth date, governorate, serial. The check digit's rule is
// not published.
Outcome eg_national_id(std::string_view text) {
  if (!digits_of(text, 14) || (text[0] != '2' && text[0] != '3')) return Outcome::Fail;
  const int place = small_number(text.substr(7, 2));
  const bool exists = between(place, 1, 4) || between(place, 11, 19) || between(place, 21, 29) ||
                      between(place, 31, 35) || place == 88;
  return pass_if(exists && yymmdd_exists(text.substr(1)));
}

// NIN and BVN are eleven digits; a BVN begins with 22.
Outcome ng_nin(std::string_view text) { return pass_if(digits_of(text, 11) && !all_same(text)); }
Outcome ng_bvn(std::string_view text) {
  return pass_if(digits_of(text, 11) && text.starts_with("22") && !all_same(text));
}

// KRA PIN: A for a person, P for a company, nine digits, a letter.
Outcome ke_kra_pin(std::string_view text) {
  return pass_if(shaped(text, "A999999999A") && (text[0] == 'A' || text[0] == 'P'));
}

// Ghana Card: GHA, nine digits, check digit.
Outcome gh_ghana_card(std::string_view text) {
  return pass_if(text.starts_with("GHA") && digits_of(text.substr(3), 10));
}

constexpr NamedValidator kValidators[] = {
    {"eg_national_id", eg_national_id},
    {"gh_ghana_card", gh_ghana_card},
    {"ke_kra_pin", ke_kra_pin},
    {"ng_bvn", ng_bvn},
    {"ng_nin", ng_nin},
    {"za_id", za_id},
};

}  // namespace

std::span<const NamedValidator> africa_validators() { return kValidators; }

}  // namespace holdfast::detect

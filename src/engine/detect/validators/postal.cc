// Postal codes, where a country's have a rule of their own.

#include "engine/detect/validators/digits.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// The areas of Royal Mail, one or two letters each.
constexpr std::string_view kUkAreas =
    " AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT "
    "DY "
    "E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE "
    "LL "
    "LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM "
    "SN "
    "SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ";

bool is_uk_area(std::string_view letters) {
  for (std::size_t at = kUkAreas.find(letters); at != std::string_view::npos;
       at = kUkAreas.find(letters, at + 1)) {
    if (kUkAreas[at - 1] == ' ' && kUkAreas[at + letters.size()] == ' ') return true;
  }
  return false;
}

// Area, district, then a digit and two letters without C I K M O V.
Outcome uk_postcode(std::string_view text) {
  if (text == "GIR0AA") return Outcome::Strong;
  if (text.size() < 5 || text.size() > 7) return Outcome::Fail;
  const std::string_view inward = text.substr(text.size() - 3);
  const std::string_view outward = text.substr(0, text.size() - 3);
  constexpr std::string_view kUnused = "CIKMOV";
  if (!shaped(inward, "9AA") || contains(kUnused, inward[1]) || contains(kUnused, inward[2])) {
    return Outcome::Fail;
  }
  const bool fits = shaped(outward, "A9") || shaped(outward, "A99") || shaped(outward, "A9A") ||
                    shaped(outward, "AA9") || shaped(outward, "AA99") || shaped(outward, "AA9A");
  if (!fits) return Outcome::Fail;
  return strong_if(is_uk_area(outward.substr(0, is_upper(outward[1]) ? 2 : 1)));
}

// Five digits from 00501 to 99950, or nine with a delivery sector.
Outcome us_zip(std::string_view text) {
  if (!digits_of(text, 5) && !digits_of(text, 9)) return Outcome::Fail;
  return pass_if(between(small_number(text.substr(0, 5)), 501, 99950));
}

// No D F I O Q U anywhere, no W or Z in front.
Outcome ca_postal_code(std::string_view text) {
  if (!shaped(text, "A9A9A9") || contains("WZ", text[0])) return Outcome::Fail;
  return strong_if(all_of(text, [](char c) { return !contains("DFIOQU", c); }));
}

// The part for the route, then four characters of the alphabet without B G I J L M O Q S U Z;
// Dublin 6W alone has a letter third.
Outcome ie_eircode(std::string_view text) {
  static constexpr std::string_view kUnused = "BGIJLMOQSUZ";
  constexpr std::string_view kRoutes = "ACDEFHKNPRTVWXY";
  const bool fits = shaped(text, "A99XXXX") || shaped(text, "D6WXXXX");
  if (!fits || !contains(kRoutes, text[0])) return Outcome::Fail;
  return pass_if(all_of(text.substr(3), [](char c) { return !contains(kUnused, c); }));
}

// Four digits and two letters, not 0 in front, not SA, SD or SS.
Outcome nl_postcode(std::string_view text) {
  return pass_if(shaped(text, "9999AA") && text[0] != '0' &&
                 !is_one_of(text.substr(4), {"SA", "SD", "SS"}));
}

Outcome de_plz(std::string_view text) {
  return pass_if(digits_of(text, 5) && between(small_number(text), 1001, 99998));
}

// The first two digits are a province, 01 to 52.
Outcome es_postal_code(std::string_view text) {
  return pass_if(digits_of(text, 5) && between(small_number(text.substr(0, 2)), 1, 52));
}

// The first two digits are a département, 01 to 95, or 97 and 98 overseas.
Outcome fr_postal_code(std::string_view text) {
  if (!digits_of(text, 5)) return Outcome::Fail;
  const int department = small_number(text.substr(0, 2));
  return pass_if(between(department, 1, 95) || department == 97 || department == 98);
}

// Whatever five digits some country of the languages served would take.
Outcome postal_code_five(std::string_view text) {
  return pass_if(digits_of(text, 5) && text.substr(0, 2) != "00" && !all_same(text));
}

constexpr NamedValidator kValidators[] = {
    {"ca_postal_code", ca_postal_code},
    {"de_plz", de_plz},
    {"es_postal_code", es_postal_code},
    {"fr_postal_code", fr_postal_code},
    {"ie_eircode", ie_eircode},
    {"nl_postcode", nl_postcode},
    {"postal_code_five", postal_code_five},
    {"uk_postcode", uk_postcode},
    {"us_zip", us_zip},
};

}  // namespace

std::span<const NamedValidator> postal_validators() { return kValidators; }

}  // namespace holdfast::detect

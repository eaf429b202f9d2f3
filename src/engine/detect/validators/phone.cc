// Telephone numbers: which country codes exist and how long their numbers are (ITU-T E.164 and its
// national annexes), the North American plan, and the trunk forms that people write at home.

#include <algorithm>
#include <iterator>

#include "engine/detect/validators/digits.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// A country calling code and the digits that may follow it.
struct CallingCode {
  int code;
  int national_min;
  int national_max;
};

// Sorted by code.
constexpr CallingCode kCallingCodes[] = {
    {1, 10, 10},  {7, 10, 10}, {20, 8, 10},   {27, 9, 9},   {30, 10, 10}, {31, 9, 9},
    {32, 8, 9},   {33, 9, 9},  {34, 9, 9},    {36, 8, 9},   {39, 6, 11},  {40, 9, 9},
    {41, 9, 9},   {43, 7, 13}, {44, 9, 10},   {45, 8, 8},   {46, 7, 9},   {47, 8, 8},
    {48, 9, 9},   {49, 7, 11}, {51, 8, 9},    {52, 10, 10}, {53, 6, 8},   {54, 10, 11},
    {55, 10, 11}, {56, 9, 9},  {57, 8, 10},   {58, 10, 10}, {60, 8, 10},  {61, 9, 9},
    {62, 8, 12},  {63, 8, 10}, {64, 8, 10},   {65, 8, 8},   {66, 8, 9},   {81, 9, 10},
    {82, 8, 10},  {84, 9, 10}, {86, 10, 11},  {90, 10, 10}, {91, 10, 10}, {92, 9, 10},
    {93, 9, 9},   {94, 9, 9},  {95, 7, 10},   {98, 10, 10}, {211, 9, 9},  {212, 9, 9},
    {213, 8, 9},  {216, 8, 8}, {218, 8, 9},   {220, 7, 7},  {221, 9, 9},  {222, 8, 8},
    {223, 8, 8},  {224, 8, 9}, {225, 10, 10}, {226, 8, 8},  {227, 8, 8},  {228, 8, 8},
    {229, 8, 10}, {230, 7, 8}, {231, 7, 9},   {232, 8, 8},  {233, 9, 9},  {234, 8, 10},
    {235, 8, 8},  {236, 8, 8}, {237, 9, 9},   {238, 7, 7},  {239, 7, 7},  {240, 9, 9},
    {241, 7, 8},  {242, 9, 9}, {243, 9, 9},   {244, 9, 9},  {245, 7, 9},  {246, 7, 7},
    {247, 5, 6},  {248, 7, 7}, {249, 9, 9},   {250, 9, 9},  {251, 9, 9},  {252, 7, 9},
    {253, 8, 8},  {254, 9, 9}, {255, 9, 9},   {256, 9, 9},  {257, 8, 8},  {258, 8, 9},
    {260, 9, 9},  {261, 9, 9}, {262, 9, 9},   {263, 8, 10}, {264, 8, 9},  {265, 7, 9},
    {266, 8, 8},  {267, 7, 8}, {268, 8, 8},   {269, 7, 7},  {290, 4, 5},  {291, 7, 7},
    {297, 7, 7},  {298, 6, 6}, {299, 6, 6},   {350, 8, 8},  {351, 9, 9},  {352, 6, 11},
    {353, 7, 9},  {354, 7, 7}, {355, 8, 9},   {356, 8, 8},  {357, 8, 8},  {358, 6, 11},
    {359, 8, 9},  {370, 8, 8}, {371, 8, 8},   {372, 7, 8},  {373, 8, 8},  {374, 8, 8},
    {375, 9, 9},  {376, 6, 9}, {377, 8, 9},   {378, 6, 10}, {379, 6, 11}, {380, 9, 9},
    {381, 8, 9},  {382, 8, 8}, {383, 8, 9},   {385, 8, 9},  {386, 8, 8},  {387, 8, 9},
    {389, 8, 8},  {420, 9, 9}, {421, 9, 9},   {423, 7, 9},  {500, 5, 5},  {501, 7, 7},
    {502, 8, 8},  {503, 8, 8}, {504, 8, 8},   {505, 8, 8},  {506, 8, 8},  {507, 7, 8},
    {508, 6, 9},  {509, 8, 8}, {590, 9, 9},   {591, 8, 8},  {592, 7, 7},  {593, 8, 9},
    {594, 9, 9},  {595, 8, 9}, {596, 9, 9},   {597, 6, 7},  {598, 7, 8},  {599, 7, 8},
    {670, 7, 8},  {672, 5, 6}, {673, 7, 7},   {674, 7, 7},  {675, 7, 8},  {676, 5, 7},
    {677, 5, 7},  {678, 5, 7}, {679, 7, 7},   {680, 7, 7},  {681, 6, 6},  {682, 5, 5},
    {683, 4, 7},  {685, 5, 7}, {686, 5, 8},   {687, 6, 6},  {688, 5, 7},  {689, 6, 8},
    {690, 4, 7},  {691, 7, 7}, {692, 7, 7},   {800, 8, 8},  {808, 8, 8},  {850, 8, 10},
    {852, 8, 8},  {853, 8, 8}, {855, 8, 9},   {856, 8, 10}, {870, 9, 9},  {878, 12, 12},
    {880, 8, 10}, {881, 8, 9}, {882, 7, 12},  {883, 7, 12}, {886, 8, 9},  {888, 11, 11},
    {960, 7, 7},  {961, 7, 8}, {962, 8, 9},   {963, 8, 9},  {964, 8, 10}, {965, 8, 8},
    {966, 9, 9},  {967, 7, 9}, {968, 8, 8},   {970, 8, 9},  {971, 8, 9},  {972, 8, 9},
    {973, 8, 8},  {974, 8, 8}, {975, 7, 8},   {976, 8, 8},  {977, 8, 10}, {979, 9, 9},
    {992, 9, 9},  {993, 8, 8}, {994, 9, 9},   {995, 9, 9},  {996, 9, 9},  {998, 9, 9},
};
static_assert(std::ranges::is_sorted(kCallingCodes, {}, &CallingCode::code));

const CallingCode* find_code(int code) {
  const auto* found = std::ranges::lower_bound(kCallingCodes, code, {}, &CallingCode::code);
  return found != std::end(kCallingCodes) && found->code == code ? found : nullptr;
}

// No country code is the beginning of another, so the first that fits is the one.
const CallingCode* calling_code_of(std::string_view digits, std::size_t& length) {
  for (length = 1; length <= 3 && length < digits.size(); ++length) {
    if (const CallingCode* found = find_code(small_number(digits.substr(0, length)))) return found;
  }
  return nullptr;
}

// Area codes assigned in the North American Numbering Plan, of all its countries, including the
// codes for services that are free of charge.
constexpr std::string_view kAreaCodes =
    "2012022032042052062072082092102122132142152162172182192202232242252262272282292312342352362392"
    "40"
    "2422462482492502512522532542562572602622632642672682692702722742762782792812832842893013023033"
    "04"
    "3053063073083093103123133143153163173183193203213233243253263273293303313323343363373393403413"
    "43"
    "3453463473503513523533543573603613633643653673683693803823853864014024034044054064074084094104"
    "12"
    "4134144154164174184194234244254284304314324344354364374384404414424434454474484504564574584604"
    "63"
    "4644684694704724734744754784794804834845005015025035045055065075085095105125135145155165175185"
    "19"
    "5205215225305315335345395405415445485515575595615625635645675705715725735745755775785795805815"
    "82"
    "5845855865875886006016026036046056066076086096106126136146156166176186196206216226236246266276"
    "28"
    "6296306316336366396406416446456466476496506516556566576586596606616626646676696706716726776786"
    "79"
    "6806816826836846866897007017027037047057067077087097107127137147157167177187197207217247257267"
    "27"
    "7287297307317327347377387407427437477487537547577587607627637657677697707717727737747757787797"
    "80"
    "7817827847857867878008018028038048058068078088098108128138148158168178188198208218228238258268"
    "28"
    "8298308318328338358378388398408438448458478488498508548558568578588598608618628638648658668678"
    "68"
    "8698708728738768778788798889009019029039049059069079089099109129139149159169179189199209249259"
    "28"
    "9299309319349369379389399409419429439459479489499519529549569599709719729739759789799809839849"
    "85"
    "986989";

bool is_area_code(std::string_view code) {
  for (std::size_t at = 0; at < kAreaCodes.size(); at += 3) {
    if (kAreaCodes.substr(at, 3) == code) return true;
  }
  return false;
}

// Ten digits: area code and exchange begin with 2 to 9, and N11 is a service, not an exchange.
bool is_north_american(std::string_view ten_digits) {
  return ten_digits[0] >= '2' && ten_digits[3] >= '2' && ten_digits.substr(1, 2) != "11" &&
         ten_digits.substr(4, 2) != "11" && is_area_code(ten_digits.substr(0, 3));
}

std::string_view without_prefix(std::string_view text) {
  if (text.starts_with('+')) return text.substr(1);
  if (text.starts_with("0011")) return text.substr(4);  // out of Australia
  if (text.starts_with("011")) return text.substr(3);   // out of North America
  if (text.starts_with("00")) return text.substr(2);
  return text;
}

// A number with its country code, behind a '+', 00 or 011 or bare. Trunk zeros in brackets, as in
// +44 (0) 20, are tolerated for countries that have them.
Outcome phone_international(std::string_view text) {
  const bool is_marked = text.starts_with('+') || text.starts_with("00");
  text = without_prefix(text);
  if (!all_digits(text) || text.size() < 7 || text.size() > 16 || all_same(text)) {
    return Outcome::Fail;
  }
  std::size_t code_length = 0;
  const CallingCode* country = calling_code_of(text, code_length);
  if (country == nullptr) return Outcome::Fail;
  std::string_view national = text.substr(code_length);
  // Italians keep the zero; elsewhere it belongs to the trunk form.
  if (country->code != 39 && national.starts_with('0')) national.remove_prefix(1);
  if (all_same(national)) return Outcome::Fail;
  const auto length = static_cast<int>(national.size());
  if (!between(length, country->national_min, country->national_max)) return Outcome::Fail;
  if (country->code == 1 && !is_north_american(national)) return Outcome::Fail;
  return is_marked ? Outcome::Strong : Outcome::Pass;
}

Outcome phone_nanp(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (digits_of(text, 11) && text[0] == '1') text.remove_prefix(1);
  if (!digits_of(text, 10) || all_same(text.substr(3)) || !is_north_american(text)) {
    return Outcome::Fail;
  }
  return Outcome::Strong;
}

// How a country writes numbers at home: what they begin with and how long they then are.
struct HomePlan {
  std::string_view prefix;
  std::size_t length_min;
  std::size_t length_max;
};

template <std::size_t N>
Outcome home_number(std::string_view text, const HomePlan (&plans)[N]) {
  if (!all_digits(text) || (text.size() > 4 && all_same(text.substr(2)))) return Outcome::Fail;
  for (const HomePlan& plan : plans) {
    if (text.starts_with(plan.prefix) && text.size() >= plan.length_min &&
        text.size() <= plan.length_max) {
      return Outcome::Pass;
    }
  }
  return Outcome::Fail;
}

Outcome phone_uk(std::string_view text) {
  return home_number(text, {{"01", 10, 11},
                            {"02", 11, 11},
                            {"03", 11, 11},
                            {"055", 11, 11},
                            {"056", 11, 11},
                            {"070", 11, 11},
                            {"07", 11, 11},
                            {"0800", 10, 11},
                            {"0808", 11, 11},
                            {"084", 11, 11},
                            {"087", 11, 11},
                            {"09", 11, 11}});
}
Outcome phone_de(std::string_view text) {
  return home_number(text, {{"015", 12, 12},
                            {"016", 11, 12},
                            {"017", 11, 12},
                            {"0800", 10, 12},
                            {"0180", 10, 12},
                            {"02", 8, 12},
                            {"03", 8, 12},
                            {"04", 8, 12},
                            {"05", 8, 12},
                            {"06", 8, 12},
                            {"07", 8, 12},
                            {"08", 8, 12},
                            {"09", 8, 12}});
}
Outcome phone_at(std::string_view text) {
  return home_number(text, {{"06", 10, 13},
                            {"01", 6, 12},
                            {"02", 7, 13},
                            {"03", 7, 13},
                            {"04", 7, 13},
                            {"05", 7, 13},
                            {"07", 7, 13},
                            {"0800", 9, 13}});
}
Outcome phone_ch(std::string_view text) {
  return home_number(text, {{"02", 10, 10},
                            {"03", 10, 10},
                            {"04", 10, 10},
                            {"05", 10, 10},
                            {"06", 10, 10},
                            {"07", 10, 10},
                            {"08", 10, 10},
                            {"09", 10, 10}});
}
Outcome phone_fr(std::string_view text) {
  return home_number(text, {{"01", 10, 10},
                            {"02", 10, 10},
                            {"03", 10, 10},
                            {"04", 10, 10},
                            {"05", 10, 10},
                            {"06", 10, 10},
                            {"07", 10, 10},
                            {"08", 10, 10},
                            {"09", 10, 10}});
}
Outcome phone_es(std::string_view text) {
  return home_number(text, {{"6", 9, 9},
                            {"71", 9, 9},
                            {"72", 9, 9},
                            {"73", 9, 9},
                            {"74", 9, 9},
                            {"8", 9, 9},
                            {"9", 9, 9}});
}
Outcome phone_it(std::string_view text) {
  return home_number(text, {{"3", 9, 10}, {"0", 6, 11}, {"800", 6, 9}});
}
Outcome phone_nl(std::string_view text) {
  return home_number(text, {{"06", 10, 10},
                            {"01", 10, 10},
                            {"02", 10, 10},
                            {"03", 10, 10},
                            {"04", 10, 10},
                            {"05", 10, 10},
                            {"07", 10, 10},
                            {"0800", 8, 11},
                            {"0900", 8, 11}});
}
Outcome phone_be(std::string_view text) { return home_number(text, {{"04", 10, 10}, {"0", 9, 9}}); }
Outcome phone_pt(std::string_view text) {
  return home_number(
      text, {{"2", 9, 9}, {"91", 9, 9}, {"92", 9, 9}, {"93", 9, 9}, {"96", 9, 9}, {"800", 9, 9}});
}
Outcome phone_pl(std::string_view text) {
  return digits_of(text, 9) ? pass_if(text[0] != '0' && text[0] != '9' && !all_same(text))
                            : Outcome::Fail;
}
Outcome phone_ie(std::string_view text) {
  return home_number(text, {{"08", 10, 10}, {"01", 9, 9}, {"0", 8, 10}, {"1800", 10, 10}});
}
Outcome phone_au(std::string_view text) {
  return home_number(text, {{"02", 10, 10},
                            {"03", 10, 10},
                            {"04", 10, 10},
                            {"07", 10, 10},
                            {"08", 10, 10},
                            {"1300", 10, 10},
                            {"1800", 10, 10}});
}
Outcome phone_nz(std::string_view text) {
  return home_number(text, {{"02", 9, 11},
                            {"03", 9, 9},
                            {"04", 9, 9},
                            {"06", 9, 9},
                            {"07", 9, 9},
                            {"09", 9, 9},
                            {"0800", 9, 11}});
}
Outcome phone_in(std::string_view text) {
  return home_number(text,
                     {{"6", 10, 10}, {"7", 10, 10}, {"8", 10, 10}, {"9", 10, 10}, {"0", 11, 11}});
}
Outcome phone_br(std::string_view text) {
  if (text.size() == 12 && text[0] == '0') text.remove_prefix(1);
  const bool fits = digits_of(text, 10) || (digits_of(text, 11) && text[2] == '9');
  return pass_if(fits && text[0] != '0' && text[1] != '0' && !all_same(text.substr(2)));
}
Outcome phone_mx(std::string_view text) {
  return pass_if(digits_of(text, 10) && text[0] >= '2' && !all_same(text.substr(2)));
}

// Any of the home plans, or one without a prefix that looks like none: for where a cue has said
// that a telephone number comes.
Outcome phone_cued(std::string_view text) {
  if (phone_international(text) == Outcome::Strong) return Outcome::Strong;
  if (!all_digits(text) || text.size() < 6 || text.size() > 13) return Outcome::Fail;
  return pass_if(!all_same(text.substr(1)));
}

constexpr NamedValidator kValidators[] = {
    {"phone_at", phone_at}, {"phone_au", phone_au}, {"phone_be", phone_be},
    {"phone_br", phone_br}, {"phone_ch", phone_ch}, {"phone_cued", phone_cued},
    {"phone_de", phone_de}, {"phone_es", phone_es}, {"phone_fr", phone_fr},
    {"phone_ie", phone_ie}, {"phone_in", phone_in}, {"phone_international", phone_international},
    {"phone_it", phone_it}, {"phone_mx", phone_mx}, {"phone_nanp", phone_nanp},
    {"phone_nl", phone_nl}, {"phone_nz", phone_nz}, {"phone_pl", phone_pl},
    {"phone_pt", phone_pt}, {"phone_uk", phone_uk},
};

}  // namespace

std::span<const NamedValidator> phone_validators() { return kValidators; }

}  // namespace holdfast::detect

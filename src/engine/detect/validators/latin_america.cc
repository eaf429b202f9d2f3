// Latin America.

#include "engine/detect/validators/calendar.h"
#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// A Brazilian check digit: weights from the right 2 3 4 …, back to 2 after `weight_max`. Since 2026
// a CNPJ may hold letters, worth their ASCII code less 48.
int brazilian_check(std::string_view text, int weight_max) {
  int sum = 0;
  int weight = 2;
  for (std::size_t i = text.size(); i-- > 0;) {
    sum += (text[i] - '0') * weight;
    weight = weight == weight_max ? 2 : weight + 1;
  }
  const int rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}

Outcome br_cpf(std::string_view text) {
  if (!digits_of(text, 11) || all_same(text)) return Outcome::Fail;
  return strong_if(brazilian_check(text.substr(0, 9), 11) == digit(text[9]) &&
                   brazilian_check(text.substr(0, 10), 11) == digit(text[10]));
}

Outcome br_cnpj(std::string_view text) {
  if (!shaped(text, "XXXXXXXXXXXX99") || all_same(text)) return Outcome::Fail;
  return strong_if(brazilian_check(text.substr(0, 12), 9) == digit(text[12]) &&
                   brazilian_check(text.substr(0, 13), 9) == digit(text[13]));
}

// CUIT and CUIL: kind, document number, check.
Outcome ar_cuit(std::string_view text) {
  if (!digits_of(text, 11)) return Outcome::Fail;
  if (!is_one_of(text.substr(0, 2),
                 {"20", "23", "24", "25", "26", "27", "30", "33", "34", "50", "51", "55"})) {
    return Outcome::Fail;
  }
  const int rest = weighted_sum(text, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2}) % 11;
  const int check = rest == 0 ? 0 : rest == 1 ? 9 : 11 - rest;
  return strong_if(check == digit(text[10]));
}

Outcome ar_dni(std::string_view text) {
  return pass_if((digits_of(text, 7) || digits_of(text, 8)) && text[0] != '0' && !all_same(text));
}

// RUT: weights 2 to 7 from the right; ten is written K.
Outcome cl_rut(std::string_view text) {
  if (text.size() < 8 || text.size() > 9) return Outcome::Fail;
  const std::string_view body = text.substr(0, text.size() - 1);
  if (!all_digits(body) || body[0] == '0' || all_same(body)) return Outcome::Fail;
  int sum = 0;
  for (std::size_t i = 0; i < body.size(); ++i) {
    sum += digit(body[body.size() - 1 - i]) * (2 + static_cast<int>(i % 6));
  }
  return strong_if("0K987654321"[sum % 11] == text.back());
}

// Clave Única de Registro de Población.
Outcome mx_curp(std::string_view text) {
  if (!shaped(text, "AAAA999999AAAAAAX9")) return Outcome::Fail;
  if (!contains("AEIOUX", text[1]) || !contains("HMX", text[10]) ||
      !yymmdd_exists(text.substr(4, 6))) {
    return Outcome::Fail;
  }
  if (!is_one_of(text.substr(11, 2),
                 {"AS", "BC", "BS", "CC", "CL", "CM", "CS", "CH", "DF", "DG", "GT",
                  "GR", "HG", "JC", "MC", "MN", "MS", "NT", "NL", "OC", "PL", "QT",
                  "QR", "SP", "SL", "SR", "TC", "TS", "TL", "VZ", "YN", "ZS", "NE"})) {
    return Outcome::Fail;
  }
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) {
    // Ñ stands between N and O, so letters after N are worth one more.
    const int value = alnum_value(text[i]) + (text[i] > 'N' ? 1 : 0);
    sum += value * (18 - static_cast<int>(i));
  }
  return strong_if((10 - sum % 10) % 10 == digit(text[17]));
}

// Registro Federal de Contribuyentes: 4 letters and a birth date, or 3 and a founding date; then
// three characters of which the last is the check.
Outcome mx_rfc(std::string_view text) {
  const bool is_person = shaped(text, "AAAA999999XXX");
  const bool is_company = shaped(text, "AAA999999XXX");
  if ((!is_person && !is_company) || !yymmdd_exists(text.substr(is_person ? 4 : 3, 6))) {
    return Outcome::Fail;
  }
  constexpr std::string_view kOrder = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ";
  int sum = is_company ? 481 : 0;  // a company's leading blank is worth 37, times 13
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    sum += static_cast<int>(kOrder.find(text[i])) * static_cast<int>(text.size() - i);
  }
  const int rest = 11 - sum % 11;
  const char check = rest == 11 ? '0' : rest == 10 ? 'A' : static_cast<char>('0' + rest);
  // Some thousand old numbers were issued with another check digit.
  return text.back() == check ? Outcome::Strong : Outcome::Pass;
}

// Número de Identificación Tributaria, eight or nine digits and a check; a citizen's is built from
// the cédula.
Outcome co_nit(std::string_view text) {
  if (text.size() < 9 || text.size() > 11 || !all_digits(text) || all_same(text)) {
    return Outcome::Fail;
  }
  constexpr int kWeights[] = {3, 7, 13, 17, 19, 23, 29, 37, 41, 43};
  int sum = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    sum += digit(text[text.size() - 2 - i]) * kWeights[i];
  }
  return strong_if("01987654321"[sum % 11] == text.back());
}

// Cédula de ciudadanía: six to ten digits without a check; ten begin with 1.
Outcome co_cedula(std::string_view text) {
  if (text.size() < 6 || text.size() > 10 || !all_digits(text) || all_same(text)) {
    return Outcome::Fail;
  }
  return pass_if(text[0] != '0' && text.size() != 9 && (text.size() < 10 || text[0] == '1'));
}

Outcome pe_dni(std::string_view text) { return pass_if(digits_of(text, 8) && !all_same(text)); }

Outcome pe_ruc(std::string_view text) {
  if (!digits_of(text, 11) || !is_one_of(text.substr(0, 2), {"10", "15", "16", "17", "20"})) {
    return Outcome::Fail;
  }
  const int sum = weighted_sum(text, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2});
  return strong_if((11 - sum % 11) % 10 == digit(text[10]));
}

// Cédula: province 01 to 24 or 30, third digit up to six for people, Luhn.
Outcome ec_cedula(std::string_view text) {
  if (!digits_of(text, 10) || text[2] > '6') return Outcome::Fail;
  const int province = small_number(text.substr(0, 2));
  return strong_if((between(province, 1, 24) || province == 30) && luhn_holds(text));
}

Outcome uy_ci(std::string_view text) {
  if (!digits_of(text, 8) || all_same(text)) return Outcome::Fail;
  const int sum = weighted_sum(text, {2, 9, 8, 7, 6, 3, 4});
  return strong_if((10 - sum % 10) % 10 == digit(text[7]));
}

Outcome do_cedula(std::string_view text) {
  return strong_if(digits_of(text, 11) && !all_same(text) && luhn_holds(text));
}

// Registro de Información Fiscal: kind of person, eight digits, check.
Outcome ve_rif(std::string_view text) {
  if (!shaped(text, "A999999999")) return Outcome::Fail;
  const int kind = text[0] == 'V'   ? 4
                   : text[0] == 'E' ? 8
                   : text[0] == 'J' ? 12
                   : text[0] == 'P' ? 16
                   : text[0] == 'G' ? 20
                   : text[0] == 'C' ? 12
                                    : -1;
  if (kind < 0) return Outcome::Fail;
  const int sum = kind + weighted_sum(text.substr(1), {3, 2, 7, 6, 5, 4, 3, 2});
  return strong_if("00987654321"[sum % 11] == text[9]);
}

// RUC of Paraguay: a cédula with its check, weights 2 up from the right.
Outcome py_ruc(std::string_view text) {
  if (text.size() < 6 || text.size() > 9 || !all_digits(text) || all_same(text)) {
    return Outcome::Fail;
  }
  int sum = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    sum += digit(text[text.size() - 2 - i]) * (2 + static_cast<int>(i));
  }
  const int rest = sum % 11;
  return strong_if((rest > 1 ? 11 - rest : 0) == digit(text.back()));
}

// PIS and PASEP, the number of a Brazilian worker.
Outcome br_pis(std::string_view text) {
  if (!digits_of(text, 11) || all_same(text)) return Outcome::Fail;
  const int rest = weighted_sum(text, {3, 2, 9, 8, 7, 6, 5, 4, 3, 2}) % 11;
  return strong_if((rest < 2 ? 0 : 11 - rest) == digit(text[10]));
}

// NIT of Guatemala: weights 2 up from the right; ten is written K.
Outcome gt_nit(std::string_view text) {
  if (text.size() < 3 || text.size() > 12 || !all_digits(text.substr(0, text.size() - 1)) ||
      all_same(text)) {
    return Outcome::Fail;
  }
  int sum = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    sum += digit(text[text.size() - 2 - i]) * (2 + static_cast<int>(i));
  }
  return strong_if("0K987654321"[sum % 11] == text.back());
}

// CUI of Guatemala: eight digits, check, department 1 to 22, municipality.
Outcome gt_cui(std::string_view text) {
  if (!digits_of(text, 13) || !between(small_number(text.substr(9, 2)), 1, 22) ||
      text.substr(11) == "00") {
    return Outcome::Fail;
  }
  const int sum = weighted_sum(text, {2, 3, 4, 5, 6, 7, 8, 9});
  return strong_if(sum % 11 == digit(text[8]));
}

constexpr NamedValidator kValidators[] = {
    {"br_pis", br_pis},   {"gt_cui", gt_cui},       {"gt_nit", gt_nit},
    {"ar_cuit", ar_cuit}, {"ar_dni", ar_dni},       {"br_cnpj", br_cnpj},
    {"br_cpf", br_cpf},   {"cl_rut", cl_rut},       {"co_cedula", co_cedula},
    {"co_nit", co_nit},   {"do_cedula", do_cedula}, {"ec_cedula", ec_cedula},
    {"mx_curp", mx_curp}, {"mx_rfc", mx_rfc},       {"pe_dni", pe_dni},
    {"pe_ruc", pe_ruc},   {"py_ruc", py_ruc},       {"uy_ci", uy_ci},
    {"ve_rif", ve_rif},
};

}  // namespace

std::span<const NamedValidator> latin_america_validators() { return kValidators; }

}  // namespace holdfast::detect

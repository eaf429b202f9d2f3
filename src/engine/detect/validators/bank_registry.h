// Public registers of banking: the IBAN registry, ISO 3166, banks by their BIC.

#pragma once

#include <string_view>

namespace holdfast::detect {

// The structure of the part after the check digits, as SWIFT's IBAN registry writes it without the
// exclamation marks ("4a6n8n"); empty for a country without IBANs.
std::string_view iban_structure(std::string_view country);

// ISO 3166-1 alpha-2, and XK for Kosovo as payment systems use it.
bool is_country(std::string_view alpha2);

// The first four letters of a BIC that belongs to one of the larger banks.
bool is_known_bank(std::string_view party_prefix);

}  // namespace holdfast::detect

// The surrogates of each kind of value: for surrogate.cc alone.
//
// Each takes the value as written and returns another, or "" when the value is not of the form it
// knows; then its shape decides.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/detect/value_forms.h"
#include "engine/protect/keyed_stream.h"

namespace holdfast::protect {

// surrogate_numbers.cc
std::string surrogate_card(std::string_view value, KeyedStream& stream);
std::string surrogate_iban(std::string_view value, KeyedStream& stream);
// Draws until the form's checks accept what was drawn.
std::string surrogate_of_form(std::string_view value, const detect::ValueForm& form,
                              KeyedStream& stream);

// surrogate_phone.cc
std::string surrogate_phone(std::string_view value, KeyedStream& stream);

// surrogate_words.cc
std::string surrogate_person(std::string_view value, KeyedStream& stream);
std::string surrogate_email(std::string_view value, KeyedStream& stream);
std::string surrogate_address(std::string_view value,
                              std::span<const std::string_view> street_words, KeyedStream& stream);
std::string surrogate_date(std::string_view value, bool is_birth, KeyedStream& stream);

// surrogate_network.cc
std::string surrogate_ip(std::string_view value, KeyedStream& stream);
std::string surrogate_url(std::string_view value, KeyedStream& stream);
std::string surrogate_mac(std::string_view value, KeyedStream& stream);

}  // namespace holdfast::protect

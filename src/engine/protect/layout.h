// What a value says apart from how it is written, and the same writing for another value.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/protect/keyed_stream.h"

namespace holdfast::protect {

// Letters in upper case and digits of any script as 0-9, without separators, a leading '+' kept.
// Letters beyond ASCII stay as they are.
std::string compact_form(std::string_view value);

// The characters of `compact` in the places of the value's letters and digits, in its case, with
// its separators where they stood: "4111-1111" and "42424242" give "4242-4242". Empty unless there
// are as many places as characters. Digits come out as ASCII.
std::string laid_out_like(std::string_view value, std::string_view compact);

// By byte: whether it is of a run of letters and digits that are hexadecimal, as in keys and UUIDs.
std::vector<bool> hex_places(std::string_view value);

// Another value of the same shape: ASCII and accented letters become ASCII letters of their case,
// letters of other scripts others of their block, digits digits and hexadecimal what was;
// separators stay.
std::string same_shape(std::string_view value, KeyedStream& stream);

enum class LetterCase : std::uint8_t { Lower, Upper, Capitalised };
LetterCase case_of(std::string_view word);
// `word` is ASCII.
std::string in_case(std::string_view word, LetterCase letter_case);

}  // namespace holdfast::protect

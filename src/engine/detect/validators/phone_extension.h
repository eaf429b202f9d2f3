// The extension behind a telephone number: what is dialled once the call is connected.

#pragma once

#include <string_view>

namespace holdfast::detect {

struct PhoneExtension {
  std::size_t begin = 0;    // where the number before it ends; the text's size without one
  std::string_view digits;  // at most 20
};

// Of a text that begins with a number: the first place where all that follows is an extension.
// The forms are libphonenumber's: ";ext=", a word ("ext.", "extension", "xtn", "extensión",
// "anexo", "доб") before up to 20 digits; "x", "#", "~" or "int" before up to nine; up to six
// before a '#'; "," or ";" as dialling pauses. ASCII but for these words.
PhoneExtension find_phone_extension(std::string_view text);

}  // namespace holdfast::detect

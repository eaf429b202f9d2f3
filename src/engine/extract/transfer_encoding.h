// How mail carries bytes and characters through lines of ASCII: base64, quoted-printable (RFC 2045,
// 6) and the few character sets that are read in process. Pure and thread-safe.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace holdfast::extract {

// What is no base64 is left out, as RFC 2045 says.
std::string decoded_base64(std::string_view text);
std::string decoded_quoted_printable(std::string_view text);

// In lines of 76 characters.
std::string encoded_base64(std::string_view bytes, std::string_view line_end);
std::string encoded_quoted_printable(std::string_view bytes, std::string_view line_end);

// UTF-8, US-ASCII, or the Western sets (ISO 8859-1, windows-1252); none named is guessed from the
// bytes. Nothing for others.
std::optional<std::string> in_utf8(std::string_view bytes, std::string_view charset);

}  // namespace holdfast::extract

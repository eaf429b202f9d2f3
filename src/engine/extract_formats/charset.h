// Text in any of the character sets that mail and pages use, as UTF-8.
//
// ICU converts from tables inside its library. The C library's iconv would open a file for each,
// which the sandbox forbids.

#pragma once

#include <string>
#include <string_view>

namespace holdfast::extract {

// Makes ICU read no files. Before any conversion.
void prepare_charsets();

// In valid UTF-8, with U+FFFD for what the set does not define. The label of a Western set, an
// unknown one or none means nothing certain: then the bytes decide, as for plain text.
std::string to_utf8(std::string_view bytes, std::string_view charset);

}  // namespace holdfast::extract

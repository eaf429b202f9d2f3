// What a sender reads in the answer of a mail server.

#pragma once

#include <string>
#include <string_view>

namespace holdfast::smtp {

// ASCII on one line: letters lose their accents (ä becomes ae), what has no such form becomes '?',
// and control characters become spaces, so that no text can begin a line of its own. '%' is written
// out, because mail servers take it for the beginning of a format.
std::string in_ascii(std::string_view utf8);

// "550 5.7.1 …" over as many lines as it takes, none beyond 200 bytes, ten at most; joined by CR
// LF.
std::string reply(std::string_view code, std::string_view text);

}  // namespace holdfast::smtp

// The words of HTTP's status codes.

#pragma once

#include <string_view>

namespace holdfast::http {

// "Not Found"; "" for a code we never send.
std::string_view status_phrase(int status);

}  // namespace holdfast::http

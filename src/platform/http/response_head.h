// The first bytes of a response: status line, headers and what every response of ours carries.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/http/http.h"

namespace holdfast::http {

struct HeadOptions {
  bool keeps_connection = true;
  bool is_tls = false;
  bool is_http_1_0 = false;
  bool is_stream = false;  // ends with the connection, so it has no length
  std::string_view date;   // RFC 9110 section 5.6.7
};

// Appends all up to and including the empty line. Headers that the handler set stand in place of
// the defaults; line breaks in their values become spaces.
void append_head(std::string& out, const Response& response, const HeadOptions& options);

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(std::int64_t unix_seconds);

}  // namespace holdfast::http

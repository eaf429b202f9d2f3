// A plain-text mail as it travels (RFC 5322, RFC 2045 to 2047).

#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/sensitive.h"

namespace holdfast::outbound {

struct Mail {
  std::string from;       // "holdfast@example.org"
  std::string from_name;  // "" for none
  std::vector<Sensitive<std::string>> to;
  std::string subject;
  std::string text;  // UTF-8
};

// "local@domain" in ASCII, without white space, control characters, quotes, brackets or commas:
// what can neither end a header nor begin another recipient.
bool is_mail_address(std::string_view text);

// The whole message with CRLF line ends. `id` becomes its Message-ID. InvalidInput names the part
// that cannot be sent.
Result<std::string> compose(const Mail& mail, Timestamp at, const Uuid& id);

}  // namespace holdfast::outbound

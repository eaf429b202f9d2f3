// A mail with what people read in it changed, and still a mail.
//
// Names and addresses keep the syntax of addresses, other fields their encoded words and folding,
// texts their transfer encoding, pages their tags. What is not read here is taken out and named:
// files of other types, other character sets. So are the traces of servers, and signatures that
// would no longer hold. Pure and thread-safe.

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/extract/rewrite.h"

namespace holdfast::extract {

struct MailChanges {
  // Of a text as people read it: UTF-8, sorted and apart.
  std::function<std::vector<Replacement>(std::string_view text)> find;
  // Of a value that is known to be of a type: "person", "email".
  std::function<std::string(std::string_view type, std::string_view value)> change;
};

struct RewrittenMail {
  std::string mail;
  std::vector<std::string> removed;  // "a part of image/png", nothing of the content
};

// LimitExceeded: parts within parts deeper than 20.
Result<RewrittenMail> rewrite_mail(std::string_view mail, const MailChanges& changes);

}  // namespace holdfast::extract

// A mail with some of its texts changed, and every other byte as it was.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace holdfast::extract {

// A part as it was read, by its path in the Document ("headers", "body[1]", "attachment[0]/body").
struct ChangedPart {
  std::string_view path;
  std::string_view before;  // the text that was read
  std::string_view after;   // what is to stand there; UTF-8
};

// A changed field keeps its place and its name; a changed leaf becomes text/plain in UTF-8 and
// base64, and keeps its name and disposition. InvalidInput: a part is not found where its path
// says, as in mails that two readers understand differently.
//
// This walks the mail without the parser that read it, so the caller must read the result again and
// compare: that no text is left is known only then.
Result<std::string> patch_mail(std::string_view mail, std::span<const ChangedPart> changes);

}  // namespace holdfast::extract

// Puts protected text back where it came from.

#pragma once

#include <span>
#include <string>

#include "engine/extract/document.h"

namespace holdfast::extract {

// Bytes [begin, end) of a part's text, whole characters and not none, become `text`.
struct Replacement {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string text;
};

// The source of a part of plain text or JSON with the replacements in it, and every other byte as
// it was. JSON stays JSON: text is escaped, and a number of which a piece is replaced becomes a
// string unless it is a whole number again. What spans several values is put into the first, and
// its pieces in the others are removed. The part must have been read from this source; replacements
// are sorted and apart. InvalidInput for media types whose text does not stand in the source as
// such (HTML, mail).
Result<std::string> rewrite(Bytes source, const Part& part,
                            std::span<const Replacement> replacements);

}  // namespace holdfast::extract

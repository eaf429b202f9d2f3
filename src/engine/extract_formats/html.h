// The text of a page as a reader sees it, and the text that no reader sees.

#pragma once

#include <string>
#include <string_view>

#include "engine/extract_formats/document_builder.h"

namespace holdfast::extract {

// Adds the visible text at `place`, text that is not shown (display:none, comments, link targets)
// as a hidden part below it, and says so if the page embeds what cannot be read. `charset` is what
// the transport declared, or "".
void read_html(std::string_view bytes, std::string_view charset, DocumentBuilder::Place place,
               DocumentBuilder& out);

}  // namespace holdfast::extract

// A page with what people read in it changed, and its tags as they were. Pure and thread-safe.

#pragma once

#include <string>
#include <string_view>

#include "engine/extract/rewrite.h"

namespace holdfast::extract {

// The page's text: what stands between tags, in comments, scripts and the values of attributes,
// entities decoded; with the map back to the page. For putting safe text in, not for showing: what
// a browser would hide is in it as well.
Part html_source_text(std::string_view html);

// The page with the replacements, escaped, where the text of html_source_text() came from.
Result<std::string> rewrite_html(std::string_view html, const Part& part,
                                 std::span<const Replacement> replacements);

}  // namespace holdfast::extract

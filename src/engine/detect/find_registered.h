// Looks in a text for what users have registered, beside and after the finders of find.h.

#pragma once

#include <string_view>
#include <vector>

#include "engine/detect/compiled.h"
#include "engine/detect/detector.h"
#include "engine/detect/work.h"

namespace holdfast::detect {

struct TextSlice {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// After each slice of `text` was read: collects what may be registered, and at the end of each
// block of a megabyte adds what is. Values on either side of the end of a block are not joined.
// Documents are looked for in the whole text, at its end.
//
// A record is known, other findings are recognised: where both stand, the record
// stays, unless the other's type is more sensitive; the one that goes is among the runners-up. Of a
// document the stretches without any other finding are reported.
void find_registered(const Compiled& rules, Work& work, std::string_view text, TextSlice slice,
                     const Options& options, std::vector<Finding>& findings);

}  // namespace holdfast::detect

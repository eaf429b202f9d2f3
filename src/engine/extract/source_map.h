// From places in a part's text to places in the file it came from.

#pragma once

#include <vector>

#include "engine/extract/document.h"

namespace holdfast::extract {

// Bytes [begin, end) of a text or of a source.
struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool operator==(const ByteRange&) const = default;
};

// Reads one part from left to right: ranges must come in order of `begin`. Linear over the whole
// part however many are asked for.
class SourceMap {
 public:
  explicit SourceMap(const Part& part) : part_(part) {}

  // The source bytes that the range of text came from, one range for each stretch that the source
  // holds apart; none for text that is made up. A range that covers part of a segment which maps as
  // a whole gives all of it.
  std::vector<ByteRange> pieces(ByteRange text);

  // From the first to the last of them, for pointing. For made-up text: the empty range at the next
  // place that is in the source.
  ByteRange covering(ByteRange text);

 private:
  std::size_t source_of_character(std::size_t text_at);

  const Part& part_;
  // How far the characters of an encoded part have been counted.
  std::size_t text_at_ = 0;
  std::size_t source_at_ = 0;
};

}  // namespace holdfast::extract

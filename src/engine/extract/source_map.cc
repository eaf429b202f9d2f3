#include "engine/extract/source_map.h"

#include <algorithm>

#include "base/check.h"
#include "base/utf8.h"

namespace holdfast::extract {
namespace {

std::size_t text_end(const Segment& segment) { return segment.text_begin + segment.text_bytes; }
std::size_t source_end(const Segment& segment) {
  return segment.source_begin + segment.source_bytes;
}

// The first segment that ends behind `at`.
std::size_t first_segment(const std::vector<Segment>& segments, std::size_t at) {
  const auto found = std::ranges::upper_bound(segments, at, {}, text_end);
  return static_cast<std::size_t>(found - segments.begin());
}

ByteRange piece_of(const Segment& segment, ByteRange text) {
  if (segment.text_bytes != segment.source_bytes) {
    return {segment.source_begin, source_end(segment)};
  }
  const std::size_t begin = std::max<std::size_t>(text.begin, segment.text_begin);
  const std::size_t end = std::min(text.end, text_end(segment));
  return {segment.source_begin + (begin - segment.text_begin),
          segment.source_begin + (end - segment.text_begin)};
}

}  // namespace

// Each character of these encodings has a length that its code point tells.
std::size_t SourceMap::source_of_character(std::size_t text_at) {
  CHECK(text_at >= text_at_ && text_at <= part_.text.size());
  const Segment& whole = part_.segments.front();
  if (text_at_ == 0) source_at_ = whole.source_begin;
  while (text_at_ < text_at) {
    const Utf8Step step = utf8_step(part_.text, text_at_);
    text_at_ += step.length;
    if (part_.encoding == TextEncoding::Windows1252) {
      source_at_ += 1;
    } else {
      source_at_ += step.code_point > 0xFFFF ? 4 : 2;
    }
  }
  return std::min(source_at_, source_end(whole));  // the last character may be half a unit
}

std::vector<ByteRange> SourceMap::pieces(ByteRange text) {
  CHECK(text.begin <= text.end && text.end <= part_.text.size());
  if (text.begin == text.end) return {};
  if (part_.segments.empty()) return {text};
  if (part_.encoding != TextEncoding::Utf8) {
    const std::size_t begin = source_of_character(text.begin);
    // The end is counted from a copy: the next range may begin before it.
    SourceMap ahead = *this;
    return {{begin, ahead.source_of_character(text.end)}};
  }
  std::vector<ByteRange> found;
  for (std::size_t i = first_segment(part_.segments, text.begin);
       i < part_.segments.size() && part_.segments[i].text_begin < text.end; ++i) {
    const ByteRange piece = piece_of(part_.segments[i], text);
    if (!found.empty() && found.back().end == piece.begin) {
      found.back().end = piece.end;
    } else {
      found.push_back(piece);
    }
  }
  return found;
}

ByteRange SourceMap::covering(ByteRange text) {
  const std::vector<ByteRange> found = pieces(text);
  if (!found.empty()) return {found.front().begin, found.back().end};
  if (part_.segments.empty()) return text;
  if (part_.encoding != TextEncoding::Utf8) {
    const std::size_t at = source_of_character(text.begin);
    return {at, at};
  }
  const std::size_t next = first_segment(part_.segments, text.begin);
  const std::size_t at = next < part_.segments.size() ? part_.segments[next].source_begin
                                                      : source_end(part_.segments.back());
  return {at, at};
}

}  // namespace holdfast::extract

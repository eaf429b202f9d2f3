// The wire form of a Document: little-endian, every length before what it measures.

#include <cstring>

#include <fmt/core.h>

#include "base/check.h"
#include "base/utf8.h"
#include "engine/extract/document.h"

namespace holdfast::extract {
namespace {

constexpr std::uint32_t kMagic = 0x31444648;  // "HFD1"
// The least that a part and a segment take, so that a count can be checked before it is believed.
constexpr std::size_t kPartBytesMin = 4 * 5 + 3;
constexpr std::size_t kSegmentBytes = 16;

class Writer {
 public:
  void number(std::size_t value) {
    CHECK(value <= UINT32_MAX);
    const auto narrow = static_cast<std::uint32_t>(value);
    for (unsigned shift = 0; shift < 32; shift += 8) {
      out_.push_back(static_cast<std::byte>(narrow >> shift));
    }
  }
  void octet(unsigned value) { out_.push_back(static_cast<std::byte>(value)); }
  void text(std::string_view value) {
    number(value.size());
    const Bytes bytes = as_bytes(value);
    out_.insert(out_.end(), bytes.begin(), bytes.end());
  }
  ByteVector take() { return std::move(out_); }

 private:
  ByteVector out_;
};

Error corrupted(std::string_view what) {
  return Error{ErrorCode::Corrupted, fmt::format("not an extracted document: {}", what)};
}

class Reader {
 public:
  explicit Reader(Bytes bytes) : left_(as_text(bytes)) {}

  Result<std::uint32_t> number() {
    if (left_.size() < 4) return corrupted("cut off");
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) {
      value = value << 8 | static_cast<unsigned char>(left_[i]);
    }
    left_.remove_prefix(4);
    return value;
  }
  // Below `bound`.
  Result<unsigned> octet(unsigned bound) {
    if (left_.empty()) return corrupted("cut off");
    const auto value = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    if (value >= bound) return corrupted("an unknown kind");
    return value;
  }
  Result<std::string> text() {
    const std::uint32_t size = TRY(number());
    if (size > left_.size()) return corrupted("cut off");
    const std::string_view value = left_.substr(0, size);
    if (!is_utf8(value)) return corrupted("not UTF-8");
    left_.remove_prefix(size);
    return std::string(value);
  }
  // A count of things that take at least `bytes_min` each.
  Result<std::uint32_t> count(std::size_t bytes_min) {
    const std::uint32_t value = TRY(number());
    if (value > left_.size() / bytes_min) return corrupted("a count beyond its end");
    return value;
  }
  std::size_t left() const { return left_.size(); }

 private:
  std::string_view left_;
};

void write_part(Writer& out, const Part& part) {
  out.text(part.path);
  out.text(part.name);
  out.octet(static_cast<unsigned>(part.media_type));
  out.octet(static_cast<unsigned>(part.encoding));
  out.octet(part.is_hidden ? 1 : 0);
  out.text(part.text);
  out.text(part.unreadable);
  out.number(part.segments.size());
  for (const Segment& segment : part.segments) {
    out.number(segment.text_begin);
    out.number(segment.text_bytes);
    out.number(segment.source_begin);
    out.number(segment.source_bytes);
  }
}

// Segments in order, apart and within the text: what SourceMap relies on.
Result<std::vector<Segment>> read_segments(Reader& in, std::size_t text_bytes) {
  std::vector<Segment> segments(TRY(in.count(kSegmentBytes)));
  std::uint64_t text_end = 0;
  for (Segment& segment : segments) {
    segment.text_begin = TRY(in.number());
    segment.text_bytes = TRY(in.number());
    segment.source_begin = TRY(in.number());
    segment.source_bytes = TRY(in.number());
    if (segment.text_begin < text_end) return corrupted("segments out of order");
    text_end = std::uint64_t{segment.text_begin} + segment.text_bytes;
    if (text_end > text_bytes) return corrupted("a segment beyond the text");
    if (std::uint64_t{segment.source_begin} + segment.source_bytes > UINT32_MAX) {
      return corrupted("a segment beyond any source");
    }
  }
  return segments;
}

Result<Part> read_part(Reader& in) {
  Part part;
  part.path = TRY(in.text());
  part.name = TRY(in.text());
  part.media_type =
      static_cast<MediaType>(TRY(in.octet(static_cast<unsigned>(MediaType::Unknown) + 1)));
  part.encoding = static_cast<TextEncoding>(
      TRY(in.octet(static_cast<unsigned>(TextEncoding::Windows1252) + 1)));
  part.is_hidden = TRY(in.octet(2))
  == 1;
  part.text = TRY(in.text());
  part.unreadable = TRY(in.text());
  part.segments = TRY(read_segments(in, part.text.size()));
  if (part.encoding != TextEncoding::Utf8 &&
      (part.segments.size() != 1 || part.segments[0].text_begin != 0 ||
       part.segments[0].text_bytes != part.text.size())) {
    return corrupted("an encoded part without its one segment");
  }
  return part;
}

}  // namespace

ByteVector encode(const Document& document) {
  Writer out;
  out.number(kMagic);
  out.octet(static_cast<unsigned>(document.media_type));
  out.number(document.parts.size());
  for (const Part& part : document.parts) write_part(out, part);
  return out.take();
}

Result<Document> decode(Bytes bytes) {
  Reader in(bytes);
  if (TRY(in.number()) != kMagic) return corrupted("another format");
  Document document;
  document.media_type =
      static_cast<MediaType>(TRY(in.octet(static_cast<unsigned>(MediaType::Unknown) + 1)));
  const std::uint32_t part_count = TRY(in.count(kPartBytesMin));
  document.parts.reserve(part_count);
  for (std::uint32_t i = 0; i < part_count; ++i) document.parts.push_back(TRY(read_part(in)));
  if (in.left() > 0) return corrupted("bytes behind its end");
  return document;
}

}  // namespace holdfast::extract

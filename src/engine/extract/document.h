// What extract makes of a file: text in parts, each with a map back to where it stood.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace holdfast::extract {

enum class MediaType : std::uint8_t {
  PlainText,
  Json,
  JsonLines,
  Html,
  Mail,     // RFC 5322 message with MIME
  Mbox,     // RFC 4155
  Unknown,  // recognised as none of the above: not readable
};

std::string_view to_string(MediaType type);  // "text/plain", "application/json", …

// By content first, by the declared type or name only where content leaves it open.
MediaType sniff(Bytes file, std::string_view declared_type = {}, std::string_view name = {});

struct Limits {
  std::size_t file_bytes_max = 100U << 20;
  std::size_t text_bytes_max = 64U << 20;  // all parts together
  std::size_t parts_max = 1000;
  std::size_t depth_max = 16;  // messages within messages, elements within elements count apart
};

// Text [text_begin, text_begin + text_bytes) came from source bytes [source_begin, source_begin +
// source_bytes). Where a segment's two lengths are equal, bytes map one to one; otherwise the whole
// segment stands for the whole source range. Sorted by text_begin; text between segments is made up
// (a line break between blocks).
struct Segment {
  std::uint32_t text_begin = 0;
  std::uint32_t text_bytes = 0;
  std::uint32_t source_begin = 0;
  std::uint32_t source_bytes = 0;
};

struct Part {
  std::string path;       // "body", "attachment[0]", "attachment[1]/body", "body.customer.note"
  std::string name;       // attachment's file name, customer data: never logged
  MediaType media_type = MediaType::PlainText;
  std::string text;       // UTF-8
  std::vector<Segment> segments;  // empty: text and source are the same bytes
  bool is_hidden = false;         // not visible to a person (HTML display:none, comments)
  // Empty when the part was read; otherwise why not, in words that hold nothing of the content.
  std::string unreadable;
};

struct Document {
  MediaType media_type = MediaType::PlainText;
  std::vector<Part> parts;

  bool is_readable() const {
    for (const Part& part : parts) {
      if (!part.unreadable.empty()) return false;
    }
    return true;
  }
};

// Plain text (UTF-8, UTF-16 with a byte order mark, else windows-1252) and JSON (every string and
// number is text whose path is its key; keys are context, see Part::path). In process, no parser of
// a risky format. InvalidInput for malformed JSON, LimitExceeded by `limits`; other media types are
// InvalidInput here: they are read by holdfast-extract (platform/sandbox).
Result<Document> extract_in_process(Bytes file, MediaType type, const Limits& limits = {});

// The form in which a worker answers. Bounds are checked on both sides: decode() trusts nothing.
ByteVector encode(const Document& document);
Result<Document> decode(Bytes bytes);

}  // namespace holdfast::extract

// What extract makes of a file: text in parts, each with a map back to where it stood.

#pragma once

#include <cstdint>
#include <optional>
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

// What a media type ("text/html; charset=utf-8") or, if that says nothing, a file name's ending
// claims. Nothing when neither is known here.
std::optional<MediaType> claimed_type(std::string_view declared_type, std::string_view name);

// By content first, by the declared type or name only where content leaves it open.
MediaType sniff(Bytes file, std::string_view declared_type = {}, std::string_view name = {});

struct Limits {
  std::size_t file_bytes_max = 100U << 20;
  std::size_t text_bytes_max = 64U << 20;  // all parts together
  std::size_t parts_max = 1000;
  std::size_t depth_max = 16;     // messages within messages
  std::size_t nesting_max = 512;  // JSON values or HTML elements within each other
};

// Text [text_begin, text_begin + text_bytes) came from source bytes [source_begin, source_begin +
// source_bytes). Where a segment's two lengths are equal, bytes map one to one; otherwise the whole
// segment stands for the whole source range. Sorted by text_begin; text between segments is made up
// (a line break between blocks). source_map.h does the arithmetic.
struct Segment {
  std::uint32_t text_begin = 0;
  std::uint32_t text_bytes = 0;
  std::uint32_t source_begin = 0;
  std::uint32_t source_bytes = 0;
};

// How the source spells its characters, where that is not the text's own UTF-8.
enum class TextEncoding : std::uint8_t { Utf8, Utf16Le, Utf16Be, Windows1252 };

struct Part {
  std::string path;  // "headers", "body", "attachment[0]", "attachment[1]/body"
  std::string name;  // attachment's file name, customer data: never logged
  MediaType media_type = MediaType::PlainText;
  std::string text;               // UTF-8
  std::vector<Segment> segments;  // empty: text and source are the same bytes
  // Not Utf8: the one segment is the whole text, and its characters map in order (source_map.h).
  TextEncoding encoding = TextEncoding::Utf8;
  bool is_hidden = false;  // not visible to a person (HTML display:none, comments)
  // Empty when the part was read; otherwise why not, in words that hold nothing of the content.
  std::string unreadable;
};

struct Document {
  MediaType media_type = MediaType::PlainText;
  std::vector<Part> parts;

  // Whether its one part's text stands in the file itself, so that the part's map leads there and
  // rewrite() can put protected text back. Parts of mail and pages have no way back.
  bool has_map() const {
    return media_type == MediaType::PlainText || media_type == MediaType::Json ||
           media_type == MediaType::JsonLines;
  }

  bool is_readable() const {
    for (const Part& part : parts) {
      if (!part.unreadable.empty()) return false;
    }
    return true;
  }
};

// Plain text (UTF-8, UTF-16, else windows-1252), JSON and JSON lines, each as one part "body". In
// process: no parser of a risky format. The text of JSON is a line a member, "customer card number:
// 4111…": the keys above a value are its context and may themselves be found in. InvalidInput for
// malformed JSON, LimitExceeded by `limits`; other media types are InvalidInput here: they are read
// by holdfast-extract (platform/sandbox).
Result<Document> extract_in_process(Bytes file, MediaType type, const Limits& limits = {});

// A document that could not be read at all, in the form that says so to policy.
Document unreadable_document(MediaType type, std::string_view why);

// The form in which a worker answers. Bounds are checked on both sides: decode() trusts nothing and
// returns Corrupted for whatever encode() would not have written.
ByteVector encode(const Document& document);
Result<Document> decode(Bytes bytes);

}  // namespace holdfast::extract

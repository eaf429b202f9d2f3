#include "app/cli/redactor.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/extract/source_map.h"
#include "engine/extract/text_decoder.h"

namespace holdfast::cli {
namespace {

using extract::MediaType;

constexpr std::size_t kHeadBytes = 2U << 20;
constexpr std::size_t kFileBytesMax = 100U << 20;

bool is_utf16(std::string_view text) {
  const auto encoding = extract::guess_encoding(text.substr(0, 4096));
  return encoding == extract::TextEncoding::Utf16Le || encoding == extract::TextEncoding::Utf16Be;
}

std::string replaced(std::string_view text, std::span<const extract::Replacement> replacements) {
  std::string out;
  std::size_t at = 0;
  for (const extract::Replacement& replacement : replacements) {
    out.append(text, at, replacement.begin - at);
    out += replacement.text;
    at = replacement.end;
  }
  return out.append(text, at);
}

}  // namespace

std::vector<extract::Replacement> Redactor::replacements(std::string_view text) {
  std::vector<extract::Replacement> out;
  for (const detect::Finding& finding : detector_.detect(text, scratch_, settings_.detect)) {
    const detect::EntityType& type = detector_.type(finding.type);
    const std::string_view value = text.substr(finding.begin, finding.end - finding.begin);
    const protect::Span span{.begin = 0,
                             .end = static_cast<std::uint32_t>(value.size()),
                             .type_name = type.name,
                             .transform = settings_.transform,
                             .keeps_nothing_derived = type.keeps_nothing_derived};
    out.push_back({finding.begin, finding.end,
                   protect::protect(value, std::span(&span, 1), settings_.digest_key.reveal())});
  }
  return out;
}

Result<Redactor::Outcome> Redactor::run(ByteSource& source, std::string_view name,
                                        const Write& write) {
  std::string head;
  TRY(source.fill(head, kHeadBytes));
  const MediaType type = extract::sniff(as_bytes(head), {}, name);
  const bool is_long = head.size() == kHeadBytes;
  if (type == MediaType::PlainText && !is_utf16(head)) {
    source.put_back(std::move(head));
    TRY(stream_text(source, write));
    return Outcome{};
  }
  if (type == MediaType::JsonLines && is_long) {
    source.put_back(std::move(head));
    TRY(stream_json_lines(source, write));
    return Outcome{};
  }
  if (type != MediaType::Unknown) TRY(source.fill(head, kFileBytesMax + 1));
  const extract::Document document = TRY(extractor_.read_as(type, as_bytes(head)));
  return write_document(head, document, write);
}

// Chunk by chunk. A finding that runs over a core's end is replaced whole with that core, and the
// next core begins behind it: no boundary is ever within a finding.
Result<> Redactor::stream_text(ByteSource& source, const Write& write) {
  Chunker chunker(source, {});
  Chunk chunk;
  while (TRY(chunker.next(chunk))) {
    const auto encoding = extract::guess_encoding(chunk.bytes);
    extract::Part part = extract::decode_text(chunk.bytes, encoding);
    part.media_type = MediaType::PlainText;
    extract::SourceMap map(part);
    std::vector<extract::Replacement> wanted;
    std::size_t core_end = chunk.core_end;
    for (extract::Replacement& replacement : replacements(part.text)) {
      const extract::ByteRange range = map.covering({replacement.begin, replacement.end});
      if (range.end <= chunk.core_begin || range.begin >= chunk.core_end) continue;
      core_end = std::max(core_end, range.end);
      wanted.push_back({static_cast<std::uint32_t>(std::max(range.begin, chunk.core_begin)),
                        static_cast<std::uint32_t>(range.end),
                        extract::encode_text(replacement.text, encoding)});
    }
    for (extract::Replacement& replacement : wanted) {
      replacement.begin -= static_cast<std::uint32_t>(chunk.core_begin);
      replacement.end -= static_cast<std::uint32_t>(chunk.core_begin);
    }
    const std::string_view core =
        std::string_view(chunk.bytes).substr(chunk.core_begin, core_end - chunk.core_begin);
    TRY(write(replaced(core, wanted)));
    chunker.skip(core_end - chunk.core_end);
  }
  return {};
}

Result<> Redactor::stream_json_lines(ByteSource& source, const Write& write) {
  ChunkSizes sizes;
  sizes.context_bytes = 0;
  Chunker chunker(source, sizes);
  Chunk chunk;
  while (TRY(chunker.next(chunk))) {
    auto document = extract::extract_in_process(as_bytes(chunk.bytes), MediaType::JsonLines);
    if (!document)
      document = extract::extract_in_process(as_bytes(chunk.bytes), MediaType::PlainText);
    if (!document) return document.error();
    TRY(write_document(chunk.bytes, *document, write));
  }
  return {};
}

Result<Redactor::Outcome> Redactor::write_document(std::string_view file,
                                                   const extract::Document& document,
                                                   const Write& write) {
  Outcome outcome;
  for (const extract::Part& part : document.parts) {
    if (!part.unreadable.empty()) {
      outcome.unreadable.push_back(part.path + ": " + part.unreadable);
      continue;
    }
    const auto wanted = replacements(part.text);
    if (document.has_map()) {
      TRY(write(TRY(extract::rewrite(as_bytes(file), part, wanted))));
      continue;
    }
    std::string text = replaced(part.text, wanted);
    if (document.parts.size() > 1) text = fmt::format("--- {} ---\n{}", part.path, text);
    if (!text.ends_with('\n')) text += '\n';
    TRY(write(text));
  }
  return outcome;
}

}  // namespace holdfast::cli

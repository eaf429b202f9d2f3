#include "app/cli/redactor.h"

#include <algorithm>

#include <fmt/core.h>

#include "app/cli/record_reader.h"
#include "app/cli/reverser.h"
#include "app/cli/text_reverse.h"
#include "engine/detect/requests.h"
#include "engine/extract/mail_rewrite.h"
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

}  // namespace

std::vector<Redactor::Change> Redactor::changes(std::string_view text) {
  std::vector<Change> out;
  OperatorPlan* plan = settings_.plan;
  for (const detect::Finding& finding : detector_.detect(text, scratch_, settings_.detect)) {
    const detect::EntityType& type = detector_.type(finding.type);
    const std::string_view value = text.substr(finding.begin, finding.end - finding.begin);
    if (plan != nullptr) {
      if (detect::is_request(type)) continue;
      const protect::Operator& what = plan->for_type(type.name);
      std::string safe = plan->apply(what, {.text = value, .type_name = type.name, .type = &type},
                                     settings_.occasion);
      const bool has_place = needs_place(what) && safe != fmt::format("[{}]", type.name);
      out.push_back({{finding.begin, finding.end, std::move(safe)}, type.name, has_place});
      continue;
    }
    const protect::Span span{.begin = 0,
                             .end = static_cast<std::uint32_t>(value.size()),
                             .type_name = type.name,
                             .transform = settings_.transform,
                             .keeps_nothing_derived = type.keeps_nothing_derived};
    out.push_back({{finding.begin, finding.end,
                    protect::protect(value, std::span(&span, 1), settings_.digest_key.reveal())},
                   type.name});
  }
  return out;
}

std::vector<extract::Replacement> Redactor::replacements(std::string_view text) {
  std::vector<extract::Replacement> out;
  for (Change& change : changes(text)) out.push_back(std::move(change.replacement));
  return out;
}

void Redactor::note_places(const std::vector<Change>& changes, std::uint64_t record,
                           std::size_t at) {
  if (settings_.places == nullptr) return;
  for (const Change& change : changes) {
    const extract::Replacement& done = change.replacement;
    const std::size_t begin = at + done.begin;
    if (change.needs_place) {
      settings_.places->add(
          {record, "", begin, begin + done.text.size(), std::string(change.type_name)});
    }
    at += done.text.size() - (done.end - done.begin);  // modulo 2^64
  }
}

// Places are told in the text as it will be read again, which is the text with the changes in it
// unless one of them went over several values.
Result<std::string> Redactor::rewritten(std::string_view source, const extract::Part& part,
                                        std::uint64_t record) {
  const std::vector<Change> wanted = changes(part.text);
  std::vector<extract::Replacement> replacements;
  for (const Change& change : wanted) replacements.push_back(change.replacement);
  std::string out = TRY(extract::rewrite(as_bytes(source), part, replacements));
  if (settings_.places == nullptr) return out;
  const extract::Document again = TRY(extract::extract_in_process(as_bytes(out), part.media_type));
  if (again.parts.front().text != replaced(part.text, replacements)) {
    return Error{ErrorCode::InvalidInput,
                 "a value runs over several members, so its place cannot be told; use token"};
  }
  note_places(wanted, record, 0);
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
  if (type == MediaType::JsonLines && settings_.plan != nullptr) {
    source.put_back(std::move(head));
    TRY(stream_records(source, write));
    return Outcome{};
  }
  if (type == MediaType::JsonLines && is_long) {
    source.put_back(std::move(head));
    TRY(stream_json_lines(source, write));
    return Outcome{};
  }
  if (type != MediaType::Unknown) TRY(source.fill(head, kFileBytesMax + 1));
  if (type == MediaType::Mail && settings_.plan != nullptr) {
    if (head.size() > kFileBytesMax) {
      return Error{ErrorCode::LimitExceeded, "more than 100 MB in one mail"};
    }
    return write_mail(head, write);
  }
  const extract::Document document = TRY(extractor_.read_as(type, as_bytes(head)));
  return write_document(head, document, write);
}

// Chunk by chunk. A finding that runs over a core's end is replaced whole with that core, and the
// next core begins behind it: no boundary is ever within a finding.
Result<> Redactor::stream_text(ByteSource& source, const Write& write) {
  Chunker chunker(source, {});
  Chunk chunk;
  std::size_t written_bytes = 0;
  while (TRY(chunker.next(chunk))) {
    const auto encoding = extract::guess_encoding(chunk.bytes);
    extract::Part part = extract::decode_text(chunk.bytes, encoding);
    part.media_type = MediaType::PlainText;
    extract::SourceMap map(part);
    std::vector<Change> wanted;
    std::size_t core_end = chunk.core_end;
    for (Change& change : changes(part.text)) {
      extract::Replacement& replacement = change.replacement;
      const extract::ByteRange range = map.covering({replacement.begin, replacement.end});
      if (range.end <= chunk.core_begin || range.begin >= chunk.core_end) continue;
      core_end = std::max(core_end, range.end);
      const std::size_t begin = std::max(range.begin, chunk.core_begin);
      replacement = {static_cast<std::uint32_t>(begin - chunk.core_begin),
                     static_cast<std::uint32_t>(range.end - chunk.core_begin),
                     extract::encode_text(replacement.text, encoding)};
      wanted.push_back(std::move(change));
    }
    if (settings_.places != nullptr && encoding != extract::TextEncoding::Utf8) {
      return Error{ErrorCode::InvalidInput, "places can be told in text in UTF-8 alone"};
    }
    note_places(wanted, 0, written_bytes);
    std::vector<extract::Replacement> replacements;
    for (Change& change : wanted) replacements.push_back(std::move(change.replacement));
    const std::string_view core =
        std::string_view(chunk.bytes).substr(chunk.core_begin, core_end - chunk.core_begin);
    const std::string safe = replaced(core, replacements);
    written_bytes += safe.size();
    TRY(write(safe));
    chunker.skip(core_end - chunk.core_end);
  }
  return {};
}

Result<Redactor::Outcome> Redactor::write_mail(std::string_view mail, const Write& write) {
  if (settings_.places != nullptr) {
    return Error{ErrorCode::InvalidInput, "places cannot be told in mail; tokens need none"};
  }
  const extract::MailChanges how{
      .find = [this](std::string_view text) { return replacements(text); },
      .change =
          [this](std::string_view type_name, std::string_view value) {
            OperatorPlan& plan = *settings_.plan;
            return plan.apply(
                plan.for_type(type_name),
                {.text = value, .type_name = type_name, .type = detector_.find_type(type_name)},
                settings_.occasion);
          }};
  extract::RewrittenMail safe = TRY(extract::rewrite_mail(mail, how));
  TRY(write(safe.mail));
  return Outcome{.unreadable = std::move(safe.removed)};
}

// Each line by itself: it may say whose it is.
Result<> Redactor::stream_records(ByteSource& source, const Write& write) {
  return LineReader(source).for_each([&](std::string_view line, std::uint64_t number) {
    return write_record(line, number, write);
  });
}

Result<> Redactor::write_record(std::string_view line, std::uint64_t number, const Write& write) {
  if (line.find_first_not_of(" \t\r\n") == std::string_view::npos) return write(line);
  const protect::Occasion whole = settings_.occasion;
  settings_.occasion = occasion_of_record(line, *settings_.plan, whole);
  auto read = extract::extract_in_process(as_bytes(line), MediaType::Json);
  if (!read) read = extract::extract_in_process(as_bytes(line), MediaType::PlainText);
  if (!read) return read.error();
  auto safe = rewritten(line, read->parts.front(), number);
  settings_.occasion = whole;
  return safe ? write(*safe) : Result<>(safe.error());
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
    if (document.has_map()) {
      TRY(write(TRY(rewritten(file, part, 0))));
      continue;
    }
    std::string text = replaced(part.text, replacements(part.text));
    if (document.parts.size() > 1) text = fmt::format("--- {} ---\n{}", part.path, text);
    if (!text.ends_with('\n')) text += '\n';
    TRY(write(text));
  }
  return outcome;
}

}  // namespace holdfast::cli

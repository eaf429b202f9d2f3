#include "app/cli/file_scan.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include <fmt/core.h>

#include "base/json_writer.h"
#include "engine/extract/mbox.h"
#include "engine/extract/text_decoder.h"

namespace holdfast::cli {
namespace {

using extract::MediaType;

// Up to here a file is read and scanned by one task; longer ones are shared.
constexpr std::size_t kSmallBytes = 2U << 20;
constexpr std::size_t kFileBytesMax = 100U << 20;  // extract::Limits::file_bytes_max
constexpr std::size_t kBlockBytes = 1U << 20;

bool is_utf16(std::string_view text) {
  const auto encoding = extract::guess_encoding(text.substr(0, 4096));
  return encoding == extract::TextEncoding::Utf16Le || encoding == extract::TextEncoding::Utf16Be;
}

Chunk whole_chunk(std::string bytes) {
  Chunk chunk;
  chunk.core_end = bytes.size();
  chunk.bytes = std::move(bytes);
  return chunk;
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string label_of(const Input& input) {
  return input.path == kStandardInput ? "standard input" : input.path;
}

}  // namespace

MediaType FileScan::type_of(std::string_view beginning, std::string_view name) const {
  if (all_is_text_) return MediaType::PlainText;
  return extract::sniff(as_bytes(beginning), {}, name);
}

void FileScan::begin(const Input& input) {
  conveyor_.add([this, label = label_of(input), id = json_string(input.path)](Workbench&) {
    return [this, label, id] { report_.begin(label, id); };
  });
}

void FileScan::end() {
  conveyor_.add([this](Workbench&) {
    return [this] {
      report_.end();
      report_.flush();
    };
  });
}

void FileScan::unreadable(const Input& input, std::string_view why) {
  report_.unreadable(label_of(input), json_string(input.path), why);
}

void FileScan::add_piece(std::function<Scanned(Workbench&)> scan, std::size_t bytes) {
  conveyor_.add([this, scan = std::move(scan), bytes](Workbench& bench) -> Conveyor::Delivery {
    auto scanned = std::make_shared<Scanned>(scan(bench));
    progress_.add(bytes);
    return [this, scanned] {
      report_.add(*scanned);
      report_.draw_progress();
    };
  });
}

void FileScan::add(const Input& input) {
  if (!input.problem.empty()) {
    conveyor_.add(
        [this, input](Workbench&) { return [this, input] { unreadable(input, input.problem); }; });
    return;
  }
  if (input.is_regular && input.bytes <= kSmallBytes) {
    add_small(input);
    return;
  }
  auto source =
      input.path == kStandardInput ? ByteSource::standard_input() : ByteSource::open(input.path);
  if (source) {
    add_source(input, *source);
    return;
  }
  conveyor_.add([this, input, why = source.error().message](Workbench&) {
    return [this, input, why] { unreadable(input, why); };
  });
}

// One task a file, so that the files themselves are read in parallel.
void FileScan::add_small(const Input& input) {
  conveyor_.add([this, input](Workbench& bench) -> Conveyor::Delivery {
    std::string bytes;
    auto source = ByteSource::open(input.path);
    Result<> read = source ? source->fill(bytes, kFileBytesMax) : Result<>(source.error());
    progress_.add(input.bytes);
    if (!read) {
      return [this, input, why = read.error().message] { unreadable(input, why); };
    }
    auto scanned = std::make_shared<Scanned>(scan_whole(bytes, input.path, bench));
    return [this, input, scanned] {
      report_.begin(label_of(input), json_string(input.path));
      report_.add(*scanned);
      report_.end();
      report_.draw_progress();
    };
  });
}

void FileScan::add_source(const Input& input, ByteSource& source) {
  begin(input);
  const auto added = add_by_type(input, source);
  if (!added) {
    add_piece(
        [why = added.error().message](Workbench&) {
          Scanned nothing;
          nothing.unreadable.push_back(why);
          return nothing;
        },
        0);
  }
  end();
}

Result<> FileScan::add_by_type(const Input& input, ByteSource& source) {
  std::string head;
  TRY(source.fill(head, kSmallBytes));
  const MediaType type = type_of(head, input.path);
  const bool is_short = head.size() < kSmallBytes;
  const bool is_wide = type == MediaType::PlainText && is_utf16(head);
  source.put_back(std::move(head));
  if (is_short || is_wide) return add_whole(input, source, type);
  switch (type) {
    case MediaType::PlainText:
    case MediaType::JsonLines:
      return add_chunks(source, type);
    case MediaType::Mbox:
      return add_messages(source);
    default:
      return add_whole(input, source, type);
  }
}

Result<> FileScan::add_chunks(ByteSource& source, MediaType type) {
  const bool is_lines = type == MediaType::JsonLines;
  ChunkSizes sizes;
  if (is_lines) sizes.context_bytes = 0;
  Chunker chunker(source, sizes);
  for (;;) {
    auto chunk = std::make_shared<Chunk>();
    if (!TRY(chunker.next(*chunk))) return {};
    const std::size_t bytes = chunk->core().size();
    add_piece(
        [this, chunk, is_lines](Workbench& bench) {
          return is_lines ? scan_lines(*chunk, bench) : scanner_.scan(*chunk, bench.scratch);
        },
        bytes);
  }
}

// A line cut in two, or one that is no JSON, makes this piece the text that it is.
Scanned FileScan::scan_lines(const Chunk& chunk, Workbench& bench) const {
  const auto document = extract::extract_in_process(as_bytes(chunk.bytes), MediaType::JsonLines);
  if (!document) return scanner_.scan(chunk, bench.scratch);
  return scanner_.scan(*document, chunk.bytes, bench.scratch);
}

// A mailbox message by message, so that one of any size is read, and by several workers.
Result<> FileScan::add_messages(ByteSource& source) {
  std::string window;
  std::size_t index = 0;
  for (bool is_end = false; !is_end;) {
    const std::size_t size = window.size();
    TRY(source.fill(window, size + kBlockBytes));
    is_end = window.size() == size;
    const auto messages = extract::split_mbox(window);
    // The last one may go on.
    const std::size_t complete = is_end || messages.empty() ? messages.size() : messages.size() - 1;
    for (std::size_t i = 0; i < complete; ++i) {
      auto mail = std::make_shared<std::string>(window, messages[i].begin, messages[i].bytes);
      add_piece([this, mail,
                 number = index++](Workbench& bench) { return scan_message(*mail, number, bench); },
                mail->size());
    }
    if (complete > 0 && !is_end) {
      // From the "From " line of the message that may go on.
      const std::size_t from = window.rfind("From ", messages[complete].begin - 1);
      window.erase(0, from);
    }
  }
  return {};
}

Result<> FileScan::add_whole(const Input& input, ByteSource& source, MediaType type) {
  auto bytes = std::make_shared<std::string>();
  // What nobody reads need not be read: its beginning tells as much.
  TRY(source.fill(*bytes, type == MediaType::Unknown ? kSmallBytes : kFileBytesMax + 1));
  if (bytes->size() > kFileBytesMax && type == MediaType::Json) {
    // Too long to be understood member by member: as text, every byte of it is looked at.
    source.put_back(std::move(*bytes));
    return add_chunks(source, MediaType::PlainText);
  }
  add_piece([this, bytes,
             name = input.path](Workbench& bench) { return scan_whole(*bytes, name, bench); },
            bytes->size());
  return {};
}

Scanned FileScan::scan_whole(std::string_view file, const std::string& name,
                             Workbench& bench) const {
  const MediaType type = type_of(file, name);
  if (type == MediaType::PlainText && !is_utf16(file)) {
    return scanner_.scan(whole_chunk(std::string(file)), bench.scratch);
  }
  if (type == MediaType::Mbox) return scan_mailbox(file, bench);
  auto document = extractor_.read_as(type, as_bytes(file));
  if (!document) document = extract::unreadable_document(type, document.error().message);
  return scanner_.scan(*document, file, bench.scratch);
}

// Each message has the limits of a mail to itself: a small mailbox may hold more parts than a mail
// may.
Scanned FileScan::scan_mailbox(std::string_view file, Workbench& bench) const {
  Scanned scanned;
  std::size_t index = 0;
  for (const extract::MboxMessage& message : extract::split_mbox(file)) {
    Scanned one = scan_message(file.substr(message.begin, message.bytes), index++, bench);
    std::ranges::move(one.hits, std::back_inserter(scanned.hits));
    std::ranges::move(one.unreadable, std::back_inserter(scanned.unreadable));
  }
  return scanned;
}

Scanned FileScan::scan_message(std::string_view mail, std::size_t index, Workbench& bench) const {
  auto document = extractor_.read_as(MediaType::Mail, as_bytes(mail));
  if (!document) document = extract::unreadable_document(MediaType::Mail, document.error().message);
  for (extract::Part& part : document->parts) {
    part.path = fmt::format("message[{}]/{}", index, part.path);
  }
  return scanner_.scan(*document, mail, bench.scratch);
}

}  // namespace holdfast::cli

#include <fmt/core.h>

#include "engine/extract/document.h"
#include "engine/extract/json_text.h"
#include "engine/extract/text_decoder.h"

namespace holdfast::extract {
namespace {

Result<Part> read_part(std::string_view file, MediaType type, const Limits& limits) {
  switch (type) {
    case MediaType::PlainText:
      return decode_text(file);
    case MediaType::Json:
    case MediaType::JsonLines:
      return json_text(file, type, limits);
    default:
      return Error{ErrorCode::InvalidInput,
                   fmt::format("{} is not read in this process", to_string(type))};
  }
}

}  // namespace

Result<Document> extract_in_process(Bytes file, MediaType type, const Limits& limits) {
  if (file.size() > limits.file_bytes_max) {
    return Error{ErrorCode::LimitExceeded,
                 fmt::format("{} bytes, {} allowed", file.size(), limits.file_bytes_max)};
  }
  Part part = TRY(read_part(as_text(file), type, limits));
  if (part.text.size() > limits.text_bytes_max) {
    return Error{ErrorCode::LimitExceeded, fmt::format("{} bytes of text, {} allowed",
                                                       part.text.size(), limits.text_bytes_max)};
  }
  part.path = "body";
  part.media_type = type;
  Document document;
  document.media_type = type;
  document.parts.push_back(std::move(part));
  return document;
}

Document unreadable_document(MediaType type, std::string_view why) {
  Part part;
  part.path = "body";
  part.media_type = type;
  part.unreadable = why;
  Document document;
  document.media_type = type;
  document.parts.push_back(std::move(part));
  return document;
}

}  // namespace holdfast::extract

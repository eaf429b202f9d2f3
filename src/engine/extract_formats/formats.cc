#include "engine/extract_formats/formats.h"

#include <fmt/core.h>
#include <gmime/gmime.h>

#include "engine/extract_formats/charset.h"
#include "engine/extract_formats/html.h"
#include "engine/extract_formats/mail.h"

namespace holdfast::extract {

void prepare_formats() {
  prepare_charsets();
  g_mime_init();
}

Result<Document> read_document(Bytes file, MediaType type, const Limits& limits) {
  if (file.size() > limits.file_bytes_max) {
    return Error{ErrorCode::LimitExceeded,
                 fmt::format("{} bytes, {} allowed", file.size(), limits.file_bytes_max)};
  }
  DocumentBuilder out(type, limits);
  switch (type) {
    case MediaType::Html: {
      DocumentBuilder::Place place;
      place.path = "body";
      read_html(as_text(file), {}, std::move(place), out);
      break;
    }
    case MediaType::Mail:
      read_mail(as_text(file), {}, out);
      break;
    case MediaType::Mbox:
      read_mbox(as_text(file), {}, out);
      break;
    case MediaType::Unknown:
      return unreadable_document(type, kNotRead);
    default:
      return extract_in_process(file, type, limits);
  }
  return out.take();
}

}  // namespace holdfast::extract

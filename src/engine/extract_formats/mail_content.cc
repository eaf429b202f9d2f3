#include <algorithm>
#include <array>
#include <string_view>

#include "base/utf8.h"
#include "engine/extract_formats/mail_parts.h"

namespace holdfast::extract {
namespace {

using namespace std::string_view_literals;

std::string text_or_empty(const char* text) { return text == nullptr ? std::string() : text; }

// GMime takes an encoding it does not know for none at all, which would show the encoded form as
// text.
bool has_known_encoding(GMimePart* part) {
  const char* header = g_mime_object_get_header(GMIME_OBJECT(part), "Content-Transfer-Encoding");
  if (header == nullptr) return true;
  std::string encoding;
  for (const char c : std::string_view(header)) {
    if (c == ';' || c == '(') break;
    if (static_cast<unsigned char>(c) <= 0x20) continue;
    encoding += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  static constexpr std::array kKnown = {
      "7bit"sv,       "8bit"sv,     "binary"sv, "base64"sv, "quoted-printable"sv,
      "x-uuencode"sv, "uuencode"sv, ""sv,       "7-bit"sv,  "8-bit"sv,
      "x-uue"sv};
  return std::ranges::find(kKnown, encoding) != kKnown.end();
}

std::string decoded_bytes(GMimePart* part) {
  GMimeDataWrapper* wrapper = g_mime_part_get_content(part);
  if (wrapper == nullptr) return {};
  const Owned<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(wrapper, stream.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

}  // namespace

Content content_of(GMimePart* part) {
  Content content;
  content.bytes = decoded_bytes(part);
  GMimeContentType* type = g_mime_object_get_content_type(GMIME_OBJECT(part));
  if (type != nullptr) {
    const std::unique_ptr<char, decltype(&g_free)> name(g_mime_content_type_get_mime_type(type),
                                                        g_free);
    content.declared_type = text_or_empty(name.get());
    content.charset = text_or_empty(g_mime_content_type_get_parameter(type, "charset"));
  }
  content.name = to_valid_utf8(text_or_empty(g_mime_part_get_filename(part)));
  const char* disposition = g_mime_object_get_disposition(GMIME_OBJECT(part));
  content.is_attachment =
      !content.name.empty() ||
      (disposition != nullptr && g_ascii_strcasecmp(disposition, "attachment") == 0);
  content.is_readable = has_known_encoding(part);
  return content;
}

}  // namespace holdfast::extract

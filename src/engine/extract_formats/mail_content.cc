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

template <typename Write>
std::string written_bytes(Write write) {
  const Owned<GMimeStream> stream(g_mime_stream_mem_new());
  write(stream.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

std::string decoded_bytes(GMimeDataWrapper* wrapper) {
  return written_bytes(
      [wrapper](GMimeStream* out) { g_mime_data_wrapper_write_to_stream(wrapper, out); });
}

std::string encoded_bytes(GMimeDataWrapper* wrapper) {
  GMimeStream* encoded = g_mime_data_wrapper_get_stream(wrapper);
  g_mime_stream_reset(encoded);
  return written_bytes(
      [encoded](GMimeStream* out) { g_mime_stream_write_to_stream(encoded, out); });
}

// Base64 with anything else in it, or with more behind its padding, is read differently by
// different programs: GMime skips what it does not know, down to an empty part, where another shows
// a file.
bool is_clean_base64(std::string_view encoded) {
  bool is_padded = false;
  for (const char c : encoded) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c == '=') {
      is_padded = true;
    } else if (is_padded || !(g_ascii_isalnum(c) || c == '+' || c == '/')) {
      return false;
    }
  }
  return true;
}

bool is_decodable(GMimeDataWrapper* wrapper) {
  return g_mime_data_wrapper_get_encoding(wrapper) != GMIME_CONTENT_ENCODING_BASE64 ||
         is_clean_base64(encoded_bytes(wrapper));
}

}  // namespace

Content content_of(GMimePart* part) {
  Content content;
  if (!has_known_encoding(part)) {
    content.doubt = "not a transfer encoding that this version reads";
  } else if (GMimeDataWrapper* wrapper = g_mime_part_get_content(part); wrapper != nullptr) {
    if (!is_decodable(wrapper)) content.doubt = "its base64 is not well formed";
    content.bytes = decoded_bytes(wrapper);
  }
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
  return content;
}

}  // namespace holdfast::extract

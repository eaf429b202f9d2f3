#include <algorithm>
#include <array>
#include <string_view>

#include "base/utf8.h"
#include "engine/extract_formats/charset.h"
#include "engine/extract_formats/mail_parts.h"

namespace holdfast::extract {
namespace {

using namespace std::string_view_literals;

// Fields that programs write for programs: no person puts data there by mistake, and their tokens
// and addresses of servers would drown what matters.
constexpr std::array kTraceFields = {
    "received"sv,
    "return-path"sv,
    "dkim-signature"sv,
    "domainkey-signature"sv,
    "authentication-results"sv,
    "received-spf"sv,
    "message-id"sv,
    "references"sv,
    "in-reply-to"sv,
    "mime-version"sv,
    "content-type"sv,
    "content-transfer-encoding"sv,
    "content-disposition"sv,
    "content-id"sv,
    "date"sv,
    "delivered-to"sv,
    "thread-index"sv,
    "precedence"sv,
    "autocrypt"sv,
    "feedback-id"sv,
    "user-agent"sv,
    "x-mailer"sv,
    "x-originating-ip"sv,
    "x-priority"sv,
};

constexpr std::array kTracePrefixes = {"arc-"sv,        "x-ms-"sv,        "x-google-"sv,
                                       "x-gm-"sv,       "x-spam"sv,       "list-"sv,
                                       "x-received"sv,  "x-forefront-"sv, "x-microsoft-"sv,
                                       "x-exchange-"sv, "x-proofpoint-"sv};

bool is_trace(std::string_view name) {
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  if (std::ranges::find(kTraceFields, lower) != kTraceFields.end()) return true;
  return std::ranges::any_of(kTracePrefixes,
                             [&](auto prefix) { return lower.starts_with(prefix); });
}

// The field's value as a person reads it: unfolded, its encoded words decoded, in UTF-8.
std::string decoded(const char* raw) {
  const std::string utf8 = to_utf8(raw, {});
  const std::unique_ptr<char, decltype(&g_free)> unfolded(g_mime_utils_header_unfold(utf8.c_str()),
                                                          g_free);
  const std::unique_ptr<char, decltype(&g_free)> text(
      g_mime_utils_header_decode_text(nullptr, unfolded.get()), g_free);
  return to_valid_utf8(text.get());
}

}  // namespace

std::string header_text(GMimeObject* object) {
  std::string out;
  GMimeHeaderList* headers = g_mime_object_get_header_list(object);
  const int count = g_mime_header_list_get_count(headers);
  for (int i = 0; i < count; ++i) {
    GMimeHeader* header = g_mime_header_list_get_header_at(headers, i);
    const char* name = g_mime_header_get_name(header);
    const char* raw = g_mime_header_get_raw_value(header);
    if (name == nullptr || raw == nullptr || is_trace(name)) continue;
    std::string value = decoded(raw);
    const std::size_t begin = value.find_first_not_of(" \t\r\n");
    const std::size_t end = value.find_last_not_of(" \t\r\n");
    if (begin == std::string::npos) continue;
    out += to_valid_utf8(name);
    out += ": ";
    out.append(value, begin, end + 1 - begin);
    out += '\n';
  }
  return out;
}

}  // namespace holdfast::extract

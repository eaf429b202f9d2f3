#include "domain/inspection/reading.h"

#include "base/utf8.h"

namespace holdfast::inspection {
namespace {

constexpr std::size_t kInlineBytesMax = 32 * 1024;

// Text that a person typed is taken as it is: a chat message that begins with "{" is no JSON file.
bool is_plain(const GivenPart& part) {
  return !part.is_file && (part.media_type.empty() || part.media_type.starts_with("text/plain"));
}

}  // namespace

bool is_heavy(const InspectionRequest& request) {
  std::size_t bytes = 0;
  for (const GivenPart& part : request.parts) {
    if (!is_plain(part)) return true;
    bytes += part.content.reveal().size();
  }
  return bytes > kInlineBytesMax;
}

std::vector<ReadPart> read_parts(const InspectionRequest& request, const FileReader& read_file) {
  std::vector<ReadPart> parts;
  parts.reserve(request.parts.size());
  for (std::uint32_t given = 0; given < request.parts.size(); ++given) {
    const GivenPart& part = request.parts[given];
    const std::string& content = part.content.reveal();
    if (is_plain(part)) {
      parts.push_back({.given = given, .part = {.path = "body", .text = content}});
      continue;
    }
    extract::Document document = read_file(as_bytes(content), part.media_type, part.name.reveal());
    for (extract::Part& read : document.parts) {
      parts.push_back({.given = given, .part = std::move(read)});
    }
  }
  return parts;
}

}  // namespace holdfast::inspection

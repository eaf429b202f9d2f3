// The body of POST /v1/inspections. Whatever it holds: no crash, and what is accepted keeps every
// bound that the rest of the verdict path and both back ends rely on.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "domain/inspection/request_reader.h"

namespace {

using namespace holdfast;

constexpr std::size_t kBytesMax = 1U << 20;
constexpr std::size_t kDepthMax = 32;  // as inspect_routes.cc has it

Result<inspection::InspectionRequest> read(std::string_view text) {
  const JsonDocument document =
      TRY(JsonDocument::parse(text, {.bytes_max = kBytesMax, .depth_max = kDepthMax}));
  return inspection::read_request(document.root());
}

// Errors go back to the caller and into the log as they are.
void check(const Error& error) {
  CHECK(error.code == ErrorCode::InvalidInput || error.code == ErrorCode::LimitExceeded);
  CHECK(is_utf8(error.message));
}

void check_id(std::string_view text, std::size_t bytes_max) {
  CHECK(text.size() <= bytes_max);
  CHECK(is_utf8(text));
  CHECK(!has_control_character(text));
}

void check(const inspection::InspectionRequest& request) {
  check_id(request.channel, 16);
  check_id(request.direction, 16);
  check_id(request.locale, 2);
  check_id(request.external_id, 256);
  check_id(request.contact.external_id, 256);
  check_id(request.contact.customer, 256);
  check_id(request.contact.queue, 128);
  check_id(request.contact.agent, 128);
  check_id(request.sender_address.reveal(), 320);
  CHECK(request.recipients.size() <= 1000);
  for (const auto& recipient : request.recipients) check_id(recipient.address.reveal(), 320);
  CHECK(!request.parts.empty() && request.parts.size() <= 100);
  for (const auto& part : request.parts) {
    check_id(part.name.reveal(), 255);
    check_id(part.media_type, 127);
    CHECK(part.is_file || is_utf8(part.content.reveal()));
    CHECK(part.content.reveal().size() <= kBytesMax);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto request = read(text);
  if (request) {
    check(*request);
  } else {
    check(request.error());
  }

  // The same value written without spaces is read the same.
  const auto document = JsonDocument::parse(text, {.bytes_max = kBytesMax, .depth_max = kDepthMax});
  if (!document) return 0;
  const auto again = read(document->root().json());
  CHECK(static_cast<bool>(again) == static_cast<bool>(request));
  if (!request) return 0;
  CHECK(again->parts.size() == request->parts.size());
  CHECK(again->parts[0].content.reveal() == request->parts[0].content.reveal());
  return 0;
}

#include "domain/inspection/request_reader.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/join.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "domain/inspection/metrics.h"

namespace holdfast::inspection {
namespace {

constexpr std::array<std::string_view, 4> kLocales = {"en", "de", "es", "fr"};
constexpr std::size_t kPartsMax = 100;
constexpr std::size_t kRecipientsMax = 1000;
constexpr std::size_t kOverridesMax = 20;

template <std::size_t N>
Result<std::string> one_of(ObjectReader& object, std::string_view name, std::string_view text,
                           const std::array<std::string_view, N>& choices) {
  if (std::ranges::find(choices, text) == choices.end()) {
    return object.error(name, fmt::format("expected one of {}", join(choices, ", ")));
  }
  return std::string(text);
}

// At most `bytes_max` bytes; empty when absent. These are ids, addresses and names: a control
// character in one is a mistake that nobody would see, and PostgreSQL keeps no NUL.
Result<std::string> bounded(ObjectReader& object, std::string_view name, std::size_t bytes_max) {
  const auto text = TRY(object.optional_string(name));
  if (!text) return std::string();
  if (text->empty() || text->size() > bytes_max) {
    return object.error(name, fmt::format("expected 1 to {} bytes", bytes_max));
  }
  if (has_control_character(*text)) {
    return object.error(name, "control characters are not allowed");
  }
  return std::string(*text);
}

Result<contacts::ContactReference> read_contact(ObjectReader object) {
  contacts::ContactReference contact;
  if (const auto id = TRY(object.optional_string("id"))) {
    const Result<Uuid> parsed = parse_uuid(*id);
    if (!parsed) return object.error("id", parsed.error().message);
    contact.id = *parsed;
  }
  contact.external_id = TRY(bounded(object, "external_id", 256));
  contact.queue = TRY(bounded(object, "queue", 128));
  contact.agent = TRY(bounded(object, "agent", 128));
  contact.customer = TRY(bounded(object, "customer", 256));
  TRY(object.finish());
  return contact;
}

Result<detect::Role> read_role(ObjectReader& object, detect::Role otherwise) {
  const auto role = TRY(object.optional_string("role"));
  if (!role) return otherwise;
  if (*role == "agent") return detect::Role::Agent;
  if (*role == "customer") return detect::Role::Customer;
  if (*role == "system") return detect::Role::System;
  return object.error("role", "expected one of agent, customer, system");
}

Result<GivenRecipient> read_recipient(ObjectReader object) {
  GivenRecipient recipient;
  if (const auto kind = TRY(object.optional_string("kind"))) {
    if (*kind == "internal") recipient.kind = decide::RecipientKind::Internal;
    if (*kind == "customer") recipient.kind = decide::RecipientKind::Customer;
    if (*kind == "external") recipient.kind = decide::RecipientKind::External;
    if (!recipient.kind) {
      return object.error("kind", "expected one of internal, customer, external");
    }
  }
  recipient.address = Sensitive(TRY(bounded(object, "address", 320)));
  TRY(object.finish());
  return recipient;
}

Result<GivenPart> read_part(ObjectReader object, PartKind otherwise) {
  GivenPart part{.kind = otherwise};
  if (const auto kind = TRY(object.optional_string("kind"))) {
    if (*kind != "body" && *kind != "attachment") {
      return object.error("kind", "expected one of body, attachment");
    }
    part.kind = *kind == "body" ? PartKind::Body : PartKind::Attachment;
  }
  part.name = Sensitive(TRY(bounded(object, "name", 255)));
  part.media_type = TRY(bounded(object, "media_type", 127));
  const auto text = TRY(object.optional_string("text"));
  const auto data = TRY(object.optional_string("data"));
  if (text.has_value() == data.has_value()) {
    return object.error(text ? "data" : "text", "give either text or data");
  }
  part.is_file = data.has_value();
  if (data) {
    const Result<ByteVector> bytes = from_base64(*data);
    if (!bytes) return object.error("data", bytes.error().message);
    part.content = Sensitive(std::string(as_text(*bytes)));
  } else {
    part.content = Sensitive(std::string(*text));
  }
  TRY(object.finish());
  return part;
}

Result<std::vector<GivenPart>> read_parts(ObjectReader& object) {
  const std::vector<JsonValue> values = TRY(TRY(object.required("parts")).array());
  if (values.empty() || values.size() > kPartsMax) {
    return object.error("parts", fmt::format("expected 1 to {} parts", kPartsMax));
  }
  std::vector<GivenPart> parts;
  parts.reserve(values.size());
  for (const JsonValue& value : values) {
    const PartKind otherwise = parts.empty() ? PartKind::Body : PartKind::Attachment;
    parts.push_back(TRY(read_part(TRY(value.object()), otherwise)));
  }
  return parts;
}

Result<Override> read_override(ObjectReader object) {
  Override given;
  given.rule = TRY(object.required_string("rule"));
  if (const auto reason = TRY(object.optional_string("reason"))) {
    if (reason->size() < 3 || reason->size() > 500) {
      return object.error("reason", "expected 3 to 500 bytes");
    }
    given.reason = *reason;
  }
  TRY(object.finish());
  return given;
}

Result<> read_overrides(ObjectReader& object, InspectionRequest& request) {
  const auto value = object.optional("overrides");
  if (!value) return {};
  const std::vector<JsonValue> overrides = TRY(value->array());
  if (overrides.size() > kOverridesMax) {
    return object.error("overrides", fmt::format("at most {} rules", kOverridesMax));
  }
  for (const JsonValue& item : overrides) {
    Override given = TRY(read_override(TRY(item.object())));
    const auto same = std::ranges::find(request.overrides, given.rule, &Override::rule);
    if (same != request.overrides.end()) return item.error("each rule once");
    request.overrides.push_back(std::move(given));
  }
  return {};
}

Result<> read_sender(ObjectReader& object, InspectionRequest& request) {
  request.sender_role =
      request.direction == "inbound" ? detect::Role::Customer : detect::Role::Agent;
  const auto value = object.optional("sender");
  if (!value) return {};
  ObjectReader sender = TRY(value->object());
  request.sender_role = TRY(read_role(sender, request.sender_role));
  request.sender_address = Sensitive(TRY(bounded(sender, "address", 320)));
  return sender.finish();
}

Result<> read_recipients(ObjectReader& object, InspectionRequest& request) {
  const auto value = object.optional("recipients");
  if (!value) return {};
  const std::vector<JsonValue> recipients = TRY(value->array());
  if (recipients.size() > kRecipientsMax) {
    return object.error("recipients", fmt::format("at most {} recipients", kRecipientsMax));
  }
  for (const JsonValue& recipient : recipients) {
    request.recipients.push_back(TRY(read_recipient(TRY(recipient.object()))));
  }
  return {};
}

}  // namespace

std::string_view to_string(PartKind kind) { return kind == PartKind::Body ? "body" : "attachment"; }

Result<InspectionRequest> read_request(const JsonValue& value) {
  ObjectReader object = TRY(value.object());
  InspectionRequest request;
  request.channel =
      TRY(one_of(object, "channel", TRY(object.required_string("channel")), kChannels));
  request.direction =
      TRY(one_of(object, "direction", TRY(object.required_string("direction")), kDirections));
  if (const auto contact = object.optional("contact")) {
    request.contact = TRY(read_contact(TRY(contact->object())));
  }
  TRY(read_sender(object, request));
  TRY(read_recipients(object, request));
  request.parts = TRY(read_parts(object));
  request.external_id = TRY(bounded(object, "external_id", 256));
  if (const auto at = TRY(object.optional_string("at"))) {
    const Result<Timestamp> parsed = from_rfc3339(*at);
    if (!parsed) return object.error("at", parsed.error().message);
    request.at = *parsed;
  }
  if (const auto locale = TRY(object.optional_string("locale"))) {
    request.locale = TRY(one_of(object, "locale", std::string(*locale), kLocales));
  }
  TRY(read_overrides(object, request));
  TRY(object.finish());
  return request;
}

}  // namespace holdfast::inspection

#include "domain/inspection/content.h"

#include "base/json_reader.h"
#include "base/json_writer.h"

namespace holdfast::inspection {
namespace {

constexpr JsonLimits kStoredLimits{.bytes_max = 512U << 20, .depth_max = 8};

// Stored by this program, so anything unexpected is damage.
Error damaged() { return Error{ErrorCode::Corrupted, "stored content does not read"}; }

PartKind kind_from(std::string_view name) {
  return name == "body" ? PartKind::Body : PartKind::Attachment;
}

Result<StoredPart> stored_part_from(ObjectReader object) {
  StoredPart part;
  part.kind = kind_from(TRY(object.required_string("kind")));
  part.path = TRY(object.required_string("path"));
  part.name = Sensitive(std::string(TRY(object.required_string("name"))));
  part.media_type = TRY(object.required_string("media_type"));
  part.text = Sensitive(std::string(TRY(object.required_string("text"))));
  part.unreadable = TRY(object.required_string("unreadable"));
  return part;
}

Result<StoredContent> parse_stored(std::string_view json) {
  const JsonDocument document = TRY(JsonDocument::parse(json, kStoredLimits));
  ObjectReader object = TRY(document.object());
  StoredContent content;
  content.observed_part = static_cast<std::int32_t>(TRY(object.integer_or("observed_part", -1)));
  for (const JsonValue& value : TRY(TRY(object.required("parts")).array())) {
    content.parts.push_back(TRY(stored_part_from(TRY(value.object()))));
  }
  return content;
}

Result<std::vector<GivenPart>> parse_original(std::string_view json) {
  const JsonDocument document = TRY(JsonDocument::parse(json, kStoredLimits));
  std::vector<GivenPart> parts;
  for (const JsonValue& value : TRY(document.root().array())) {
    ObjectReader object = TRY(value.object());
    GivenPart part;
    part.kind = kind_from(TRY(object.required_string("kind")));
    part.name = Sensitive(std::string(TRY(object.required_string("name"))));
    part.media_type = TRY(object.required_string("media_type"));
    part.is_file = TRY(object.boolean_or("is_file", false));
    const ByteVector bytes = TRY(from_base64(TRY(object.required_string("content"))));
    part.content = Sensitive(std::string(as_text(bytes)));
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace

std::string to_json(const StoredContent& content) {
  JsonWriter json;
  json.begin_object().member("observed_part", content.observed_part).key("parts").begin_array();
  for (const StoredPart& part : content.parts) {
    json.begin_object()
        .member("kind", to_string(part.kind))
        .member("path", part.path)
        .member("name", part.name.reveal())
        .member("media_type", part.media_type)
        .member("text", part.text.reveal())
        .member("unreadable", part.unreadable)
        .end();
  }
  json.end().end();
  return json.take();
}

Result<StoredContent> stored_content_from(std::string_view json) {
  Result<StoredContent> content = parse_stored(json);
  if (!content) return damaged();
  return content;
}

std::string to_json(const std::vector<GivenPart>& original) {
  JsonWriter json;
  json.begin_array();
  for (const GivenPart& part : original) {
    json.begin_object()
        .member("kind", to_string(part.kind))
        .member("name", part.name.reveal())
        .member("media_type", part.media_type)
        .member("is_file", part.is_file)
        .member("content", to_base64(as_bytes(part.content.reveal())))
        .end();
  }
  json.end();
  return json.take();
}

Result<std::vector<GivenPart>> original_from(std::string_view json) {
  Result<std::vector<GivenPart>> parts = parse_original(json);
  if (!parts) return damaged();
  return parts;
}

std::string content_context(const Uuid& message) {
  return "inspection.content:" + to_string(message);
}
std::string original_context(const Uuid& message) {
  return "inspection.held:" + to_string(message);
}
std::string state_context(const Uuid& contact) { return "contact.state:" + to_string(contact); }
std::string answer_context(const Hash& key_hash) { return "inspection.answer:" + to_hex(key_hash); }

Hash idempotency_hash(std::string_view actor, std::string_view key) {
  return sha256({as_bytes(actor), as_bytes("\n"), as_bytes(key)});
}

}  // namespace holdfast::inspection

#include "domain/access/record.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/check.h"
#include "domain/access/store.h"

namespace holdfast::access {
namespace {

constexpr std::array kRecordedActs = std::to_array<std::string_view>({
    "key.created",
    "key.revoked",
    "link.made",
    "person.activated",
    "person.added",
    "person.deactivated",
    "person.invited",
    "person.roles_set",
});

// People and keys end, but their rows stay: who acted stays known by name.
Result<> expect_subject(store::Reader& reader, const audit::Entry& entry) {
  const std::string_view subject = entry.act.subject;
  const std::size_t colon = subject.find(':');
  const bool is_person = subject.starts_with("person:");
  if (!is_person && !subject.starts_with("key:")) return {};
  const Uuid id = TRY(parse_uuid(subject.substr(colon + 1)));
  const auto person = TRY(find_person(reader, entry.act.tenant, id));
  const auto key = TRY(find_key(reader, entry.act.tenant, id));
  const bool is_there = is_person ? person.has_value() : key.has_value();
  if (!is_there) return Error{ErrorCode::Corrupted, fmt::format("{} was removed", subject)};
  return {};
}

Result<Hash> hash_of_record(store::Reader& reader, const audit::Entry& entry) {
  const auto body = TRY(find_record(reader, entry.id));
  // Nothing erases a record.
  if (!body) return Error{ErrorCode::Corrupted, "its record was removed"};
  TRY(expect_subject(reader, entry));
  return sha256({as_bytes(*body)});
}

}  // namespace

Result<> stage_act(store::Transaction& transaction, audit::AuditLog& audit, const Actor& actor,
                   std::string_view act, std::string subject) {
  TRY(audit.stage(transaction, {.tenant = actor.tenant,
                                .actor = actor.name,
                                .act = std::string(act),
                                .subject = std::move(subject),
                                .decision = "",
                                .policy_version = ""}));
  return {};
}

Result<> stage_recorded_act(store::Transaction& transaction, audit::AuditLog& audit,
                            const Actor& actor, std::string_view act, std::string subject,
                            std::string_view record) {
  CHECK(std::find(kRecordedActs.begin(), kRecordedActs.end(), act) != kRecordedActs.end());
  const audit::Receipt receipt =
      TRY(audit.stage(transaction, {.tenant = actor.tenant,
                                    .actor = actor.name,
                                    .act = std::string(act),
                                    .subject = std::move(subject),
                                    .decision = "",
                                    .policy_version = "",
                                    .body_hash = sha256({as_bytes(record)})}));
  TRY(transaction.execute(
      "INSERT INTO access_record (entry_id, tenant_id, body) VALUES ($1, $2, $3)",
      {Bytes(receipt.entry.bytes), actor.tenant, record}));
  return {};
}

std::string record_of_person(const Person& person, std::string_view reason) {
  JsonWriter json;
  json.begin_object().member("reason", reason).key("roles").begin_array();
  for (const Role role : person.roles) json.value(to_string(role));
  json.end().end();
  return json.take();
}

std::string record_of_key(const ApiKey& key, const Hash& token) {
  JsonWriter json;
  json.begin_object().key("expires_at");
  key.expires_at ? json.value(*key.expires_at) : json.null();
  json.key("scopes").begin_array();
  for (const std::string& scope : key.scopes) json.value(scope);
  json.end().member("token_hash", to_hex(token)).end();
  return json.take();
}

void verify_records(audit::AuditLog& audit) {
  for (const std::string_view act : kRecordedActs) {
    audit.verify_bodies_with(std::string(act), hash_of_record);
  }
}

}  // namespace holdfast::access

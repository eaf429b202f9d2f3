#include "domain/access/record.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "platform/store/uuid_column.h"

namespace holdfast::access {
namespace {

constexpr std::array kRecordedActs = std::to_array<std::string_view>({
    "key.created",
    "key.revoked",
    "link.made",
    "person.activated",
    "person.deactivated",
    "person.invited",
    "person.roles_set",
});

Result<Hash> hash_of_record(store::Reader& reader, const audit::Entry& entry) {
  std::optional<Hash> hash;
  TRY(reader.query("SELECT body FROM access_record WHERE entry_id = $1", {Bytes(entry.id.bytes)},
                   [&](const store::Row& row) {
                     hash = sha256({as_bytes(row.text(0))});
                     return false;
                   }));
  if (!hash) return Error{ErrorCode::NotFound, "the record was erased"};
  return *hash;
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

void verify_records(audit::AuditLog& audit) {
  for (const std::string_view act : kRecordedActs) {
    audit.verify_bodies_with(std::string(act), hash_of_record);
  }
}

}  // namespace holdfast::access

#include "domain/inspection/verify.h"

#include <fmt/core.h>

#include "domain/audit/presence.h"
#include "domain/inspection/record.h"
#include "domain/inspection/retention.h"
#include "domain/inspection/store.h"
#include "platform/store/uuid_column.h"

namespace holdfast::inspection {
namespace {

Error changed(std::string what) { return Error{ErrorCode::Corrupted, std::move(what)}; }

Result<Hash> hash_of_subject(store::Reader& reader, const audit::Entry& entry) {
  constexpr std::string_view kPrefix = "message:";
  if (!entry.act.subject.starts_with(kPrefix)) {
    return changed("the entry names no message");
  }
  const Uuid id = TRY(parse_uuid(std::string_view(entry.act.subject).substr(kPrefix.size())));
  const auto message = TRY(find_message(reader, entry.act.tenant, id));
  if (!message) {
    if (TRY(was_erased_by_retention(reader, entry.act.tenant, "messages", time_of(id)))) {
      return Error{ErrorCode::NotFound, "erased by retention"};
    }
    return changed("its message was removed");
  }
  if (message->entry != entry.id) {
    // A newer leaf vouches for the row as it is now; this one's row was rewritten by the server.
    if (entry.id < message->entry &&
        TRY(audit::stands_in_log(reader, entry.act.tenant,
                                 {.entry = message->entry, .subject = entry.act.subject}))) {
      return entry.act.body_hash;
    }
    return changed("its message names an entry that does not stand in the log");
  }
  if (message->content.empty()) {
    if (!TRY(was_erased_by_retention(reader, entry.act.tenant, "content", time_of(id)))) {
      return changed("its message's content was removed");
    }
  } else if (sha256({message->content}) != message->content_hash) {
    return changed("its message's content was changed");
  }
  return record_hash(*message, TRY(findings_of(reader, message->id)));
}

struct MessageClaim {
  Uuid message;
  Uuid entry;
};

}  // namespace

Result<std::optional<std::string>> find_unvouched_row(store::Reader& reader,
                                                      std::string_view tenant) {
  std::vector<MessageClaim> claims;
  TRY(reader.query("SELECT message_id, entry_id FROM inspection_message WHERE tenant_id = $1",
                   {tenant}, [&](const store::Row& row) {
                     claims.push_back(
                         {.message = store::uuid_from(row, 0), .entry = store::uuid_from(row, 1)});
                     return true;
                   }));
  for (const MessageClaim& claim : claims) {
    const std::string subject = "message:" + to_string(claim.message);
    if (!TRY(audit::stands_in_log(reader, tenant, {.entry = claim.entry, .subject = subject}))) {
      return std::optional(
          fmt::format("message {} stands in the database, but no entry of the log vouches for it",
                      to_string(claim.message)));
    }
  }
  return std::optional<std::string>();
}

void verify_rows_with(audit::AuditLog& log) {
  log.verify_bodies_with("inspection.decided", hash_of_subject);
  log.verify_bodies_with("inspection.reprotected", hash_of_subject);
}

}  // namespace holdfast::inspection

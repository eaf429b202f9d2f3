#include "domain/inspection/verify.h"

#include <fmt/format.h>

#include "domain/audit/presence.h"
#include "domain/inspection/record.h"
#include "domain/inspection/retention.h"
#include "domain/inspection/store.h"

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
    if (TRY(was_erased_by_retention(reader, entry.act.tenant, entry.at))) {
      return Error{ErrorCode::NotFound, "erased by retention"};
    }
    return changed("its message was removed");
  }
  if (message->entry != entry.id) {
    // A newer leaf vouches for the row as it is now; this one's row was rewritten by the server.
    if (entry.id < message->entry &&
        TRY(audit::stands_in_log(reader, entry.act.tenant, message->entry))) {
      return entry.act.body_hash;
    }
    return changed("its message names an entry that does not stand in the log");
  }
  if (!message->content.empty() && sha256({message->content}) != message->content_hash) {
    return changed("its message's content was changed");
  }
  return record_hash(*message, TRY(findings_of(reader, message->id)));
}

}  // namespace

void verify_rows_with(audit::AuditLog& log) {
  log.verify_bodies_with("inspection.decided", hash_of_subject);
  log.verify_bodies_with("inspection.reprotected", hash_of_subject);
}

}  // namespace holdfast::inspection

#include "domain/inspection/verify.h"

#include <fmt/core.h>

#include "domain/audit/presence.h"
#include "domain/inspection/record.h"
#include "domain/inspection/retention.h"
#include "domain/inspection/store.h"
#include "domain/inspection/verify_summaries.h"
#include "platform/store/uuid_column.h"

namespace holdfast::inspection {
namespace {

Error changed(std::string what) { return Error{ErrorCode::Corrupted, std::move(what)}; }

Result<Uuid> message_of(const audit::Entry& entry) {
  constexpr std::string_view kPrefix = "message:";
  if (!entry.act.subject.starts_with(kPrefix)) return changed("the entry names no message");
  return parse_uuid(std::string_view(entry.act.subject).substr(kPrefix.size()));
}

// Why a message's rows are not there.
Result<Hash> gone(store::Reader& reader, std::string_view tenant, const Uuid& message) {
  if (TRY(was_erased_by_retention(reader, tenant, "messages", time_of(message)))) {
    return Error{ErrorCode::NotFound, "erased by retention"};
  }
  return changed("its message was removed");
}

// An item leaves the hold only by an act: a person's, or the server's when its time is over.
Result<> check_held(store::Reader& reader, const MessageRow& message) {
  const auto held = TRY(find_held(reader, message.tenant, message.id));
  if (!held) return changed("what it held back was removed");
  if (held->state == "held") return {};
  if (!TRY(audit::holds_deed(reader, message.tenant,
                             {.subject = "message:" + to_string(message.id),
                              .actor = held->decided_by,
                              .decision = held->state}))) {
    return changed("nobody let go what it held back");
  }
  return {};
}

// What a hold began with, and its original for as long as it lasts.
Result<Hash> hash_of_hold(store::Reader& reader, const audit::Entry& entry) {
  const Uuid id = TRY(message_of(entry));
  const auto held = TRY(find_held(reader, entry.act.tenant, id));
  if (!held) return gone(reader, entry.act.tenant, id);
  if (held->state == "held" && sha256({held->original}) != held->original_hash) {
    return changed("the original that it holds back was changed");
  }
  return held_record_hash(entry.act.tenant, *held);
}

// Findings carry copies of their message's columns, so that lists need no join.
Result<> check_copies(store::Reader& reader, const MessageRow& message) {
  if (message.finding_count == 0) return {};
  const auto strays = TRY(reader.query_integer(
      "SELECT COUNT(*) FROM inspection_finding WHERE message_id = $1 AND (tenant_id <> $2 "
      "OR contact_id <> $3 OR at_ms <> $4 OR channel <> $5)",
      {Bytes(message.id.bytes), message.tenant, Bytes(message.contact.bytes), to_ms(message.at),
       message.channel}));
  if (strays.value_or(0) > 0) return changed("its findings do not fit it");
  return {};
}

// An act upon a held item: what the row says of it, hashed as the act did.
Result<Hash> hash_of_decision(store::Reader& reader, const audit::Entry& entry) {
  const Uuid id = TRY(message_of(entry));
  const auto held = TRY(find_held(reader, entry.act.tenant, id));
  if (!held) return gone(reader, entry.act.tenant, id);
  if (held->state != entry.act.decision || held->decided_by != entry.act.actor) {
    return changed("the held item says otherwise");
  }
  return sha256({as_bytes(held->reason)});
}

Result<Hash> hash_of_subject(store::Reader& reader, const audit::Entry& entry) {
  const Uuid id = TRY(message_of(entry));
  const auto message = TRY(find_message(reader, entry.act.tenant, id));
  if (!message) return gone(reader, entry.act.tenant, id);
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
  if (message->leaf_hash != entry.leaf_hash) {
    return changed("its message gives out another receipt");
  }
  if (message->verdict == decide::Verdict::Hold) TRY(check_held(reader, *message));
  TRY(check_copies(reader, *message));
  const std::vector<FindingRow> findings = TRY(findings_of(reader, message->id));
  if (message->finding_count != static_cast<std::int64_t>(findings.size())) {
    return changed("its message counts other findings than it has");
  }
  return record_hash(*message, findings);
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
  if (auto feedback = TRY(find_unfitting_feedback(reader, tenant))) return feedback;
  return find_unfitting_contact(reader, tenant);
}

void verify_rows_with(audit::AuditLog& log) {
  log.verify_bodies_with("inspection.decided", hash_of_subject);
  log.verify_bodies_with("inspection.reprotected", hash_of_subject);
  log.verify_bodies_with("inspection.held", hash_of_hold);
  for (const char* act :
       {"held.released", "held.released_redacted", "held.rejected", "held.expired"}) {
    log.verify_bodies_with(act, hash_of_decision);
  }
  verify_feedback_with(log);
}

}  // namespace holdfast::inspection

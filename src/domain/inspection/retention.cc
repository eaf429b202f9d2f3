#include "domain/inspection/retention.h"

#include <fmt/core.h>

#include "base/timestamp.h"
#include "domain/audit/presence.h"
#include "domain/contacts/store.h"
#include "domain/inspection/held.h"
#include "domain/inspection/store.h"
#include "platform/store/uuid_column.h"

namespace holdfast::inspection {
namespace {

constexpr std::int64_t kRowsPerStep = 500;
constexpr std::chrono::hours kAnswersKept{24};

std::string run_subject(std::string_view kept_class, Timestamp cutoff) {
  return fmt::format("{} before {}", kept_class, to_rfc3339(cutoff));
}

}  // namespace

Result<RetentionResult> Retention::run(std::string_view tenant) {
  RetentionResult result;
  result.answers_erased = TRY(erase_answers(tenant));
  result.holds_expired = TRY(expire_holds(tenant));
  if (periods_.content.count() > 0) result.contents_erased = TRY(erase_contents(tenant));
  if (periods_.messages.count() > 0) result.messages_erased = TRY(erase_messages(tenant));
  return result;
}

Result<> Retention::record(store::Transaction& transaction, std::string_view tenant,
                           std::string_view kept_class, Timestamp cutoff, std::int64_t rows) {
  const audit::Receipt receipt =
      TRY(audit_.stage(transaction, {.tenant = std::string(tenant),
                                     .actor = "system",
                                     .act = "retention.erased",
                                     .subject = run_subject(kept_class, cutoff)}));
  TRY(transaction.execute(
      "INSERT INTO inspection_retention_run (run_id, tenant_id, class, cutoff_ms, row_count, "
      "entry_id) VALUES ($1, $2, $3, $4, $5, $6)",
      {Bytes(ids_.next().bytes), tenant, kept_class, to_ms(cutoff), rows,
       Bytes(receipt.entry.bytes)}));
  return {};
}

Result<std::int64_t> Retention::erase_answers(std::string_view tenant) {
  const Timestamp cutoff = clock_.now() - kAnswersKept;
  std::int64_t erased = 0;
  for (std::int64_t rows = kRowsPerStep; rows == kRowsPerStep; erased += rows) {
    TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
      rows = TRY(transaction.execute(
          "DELETE FROM inspection_idempotency WHERE tenant_id = $1 AND key_hash IN (SELECT "
          "key_hash "
          "FROM inspection_idempotency WHERE tenant_id = $1 AND at_ms < $2 LIMIT $3)",
          {tenant, to_ms(cutoff), kRowsPerStep}));
      return {};
    }));
  }
  return erased;
}

Result<std::int64_t> Retention::erase_contents(std::string_view tenant) {
  const Timestamp cutoff = clock_.now() - periods_.content;
  const Uuid first_kept = first_id_at(cutoff);  // imported messages are older than their record
  std::int64_t erased = 0;
  for (std::int64_t rows = kRowsPerStep; rows == kRowsPerStep; erased += rows) {
    TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
      rows = TRY(transaction.execute(
          "UPDATE inspection_message SET content = NULL WHERE message_id IN (SELECT message_id "
          "FROM inspection_message WHERE tenant_id = $1 AND at_ms < $2 AND message_id < $3 "
          "AND content IS NOT NULL LIMIT $4)",
          {tenant, to_ms(cutoff), Bytes(first_kept.bytes), kRowsPerStep}));
      if (rows == 0) return {};
      return record(transaction, tenant, "content", cutoff, rows);
    }));
  }
  // A conversation's state is content too: it may hold pieces of a number.
  for (std::int64_t rows = kRowsPerStep; rows == kRowsPerStep;) {
    TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
      rows =
          TRY(contacts::erase_states_before(transaction, tenant, cutoff, first_kept, kRowsPerStep));
      return {};
    }));
  }
  return erased;
}

// The contact itself goes when its last message is gone.
Result<std::int64_t> Retention::erase_messages(std::string_view tenant) {
  const Timestamp cutoff = clock_.now() - periods_.messages;
  const Uuid first_kept = first_id_at(cutoff);
  std::int64_t erased = 0;
  for (std::int64_t rows = kRowsPerStep; rows == kRowsPerStep; erased += rows) {
    TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
      constexpr std::string_view kDue =
          "SELECT message_id FROM inspection_message WHERE tenant_id = $1 AND at_ms < $2 "
          "AND message_id < $3 ORDER BY at_ms, message_id LIMIT $4";
      for (const std::string_view table : {"inspection_finding", "inspection_held"}) {
        TRY(transaction.execute(fmt::format("DELETE FROM {} WHERE message_id IN ({})", table, kDue),
                                {tenant, to_ms(cutoff), Bytes(first_kept.bytes), kRowsPerStep}));
      }
      rows = TRY(transaction.execute(
          fmt::format("DELETE FROM inspection_message WHERE message_id IN ({})", kDue),
          {tenant, to_ms(cutoff), Bytes(first_kept.bytes), kRowsPerStep}));
      if (rows == 0) return {};
      return record(transaction, tenant, "messages", cutoff, rows);
    }));
  }
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    TRY(contacts::erase_before(transaction, tenant, cutoff, first_kept));
    return {};
  }));
  return erased;
}

// Every item leaves an entry of its own: that a run took place could excuse any item whose time was
// set back.
Result<std::int64_t> Retention::expire_holds(std::string_view tenant) {
  const Timestamp now = clock_.now();
  std::int64_t expired = 0;
  for (std::size_t items = kRowsPerStep; items == kRowsPerStep;
       expired += static_cast<std::int64_t>(items)) {
    TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
      const std::vector<Uuid> due = TRY(due_holds(transaction, tenant, now, kRowsPerStep));
      items = due.size();
      for (const Uuid& message : due) {
        const HeldRow item{
            .message = message, .state = "expired", .decided_by = "system", .decided_at = now};
        TRY(end_hold(transaction, audit_, ids_, tenant, "held.expired", item));
      }
      return {};
    }));
  }
  return expired;
}

Result<bool> was_erased_by_retention(store::Reader& reader, std::string_view tenant,
                                     std::string_view kept_class, Timestamp recorded) {
  struct Run {
    Uuid entry;
    Timestamp cutoff{};
  };
  std::vector<Run> runs;
  TRY(reader.query(
      "SELECT entry_id, cutoff_ms FROM inspection_retention_run "
      "WHERE tenant_id = $1 AND class = $2 AND cutoff_ms > $3",
      {tenant, kept_class, to_ms(recorded)}, [&](const store::Row& row) {
        runs.push_back({.entry = store::uuid_from(row, 0), .cutoff = from_ms(row.integer(1))});
        return true;
      }));
  for (const Run& run : runs) {
    const std::string subject = run_subject(kept_class, run.cutoff);
    if (TRY(audit::stands_in_log(
            reader, tenant, {.entry = run.entry, .act = "retention.erased", .subject = subject}))) {
      return true;
    }
  }
  return false;
}

}  // namespace holdfast::inspection

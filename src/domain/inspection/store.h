// The module's rows. Every function works inside the caller's transaction or snapshot.

#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "domain/inspection/rows.h"
#include "platform/store/database.h"

namespace holdfast::inspection {

Result<> insert_message(store::Transaction& transaction, const MessageRow& message,
                        std::span<const FindingRow> findings);

// After more of it was protected: content, finding count, verdict, entry and leaf hash.
Result<> update_message(store::Transaction& transaction, const MessageRow& message);
Result<> insert_finding(store::Transaction& transaction, const MessageRow& message,
                        const FindingRow& finding);
Result<> move_finding(store::Transaction& transaction, const FindingRow& finding);
Result<> set_feedback(store::Transaction& transaction, const Uuid& finding,
                      std::string_view feedback);

Result<std::optional<MessageRow>> find_message(store::Reader& reader, std::string_view tenant,
                                               const Uuid& id);
Result<std::optional<MessageRow>> find_message_at(store::Reader& reader, std::string_view tenant,
                                                  const Uuid& contact, std::int64_t ordinal);
// Of one contact, oldest first, from `ordinal` on.
Result<std::vector<MessageRow>> list_messages(store::Reader& reader, std::string_view tenant,
                                              const Uuid& contact, std::int64_t ordinal,
                                              std::size_t limit);
// In order of id.
Result<std::vector<FindingRow>> findings_of(store::Reader& reader, const Uuid& message);

struct FindingWithPlace {
  FindingRow finding;
  Uuid message, contact;
  Timestamp at{};
  std::string channel;
};
struct FindingFilter {
  std::string type, category, channel;  // "" does not filter
  std::optional<Uuid> contact, id, before;
  std::optional<double> confidence_min;
  std::optional<Timestamp> from, to;
  std::size_t limit = 50;
};
// The newest first.
Result<std::vector<FindingWithPlace>> list_findings(store::Reader& reader, std::string_view tenant,
                                                    const FindingFilter& filter);

Result<> insert_held(store::Transaction& transaction, std::string_view tenant, const HeldRow& held);
Result<std::optional<HeldRow>> find_held(store::Reader& reader, std::string_view tenant,
                                         const Uuid& message);
struct HeldFilter {
  std::string state;
  std::optional<Uuid> before;
  std::size_t limit = 50;
};
Result<std::vector<HeldRow>> list_held(store::Reader& reader, std::string_view tenant,
                                       const HeldFilter& filter);
// Ends a hold and drops the original. False when it was not held any more: someone was first.
Result<bool> decide_held(store::Transaction& transaction, std::string_view tenant,
                         const HeldRow& held);

// Items whose time is over while they are still held, the first to expire first.
Result<std::vector<Uuid>> due_holds(store::Reader& reader, std::string_view tenant, Timestamp now,
                                    std::size_t limit);

struct StoredAnswer {
  Hash request_hash{};
  std::string subject;
  ByteVector answer;  // sealed
};
Result<std::optional<StoredAnswer>> find_answer(store::Reader& reader, std::string_view tenant,
                                                const Hash& key_hash);
// Conflict: another request with this key was first.
Result<> insert_answer(store::Transaction& transaction, std::string_view tenant,
                       const Hash& key_hash, const StoredAnswer& answer, Timestamp at);

// Of a subject that is erased.
Result<> erase_answers_of(store::Transaction& transaction, std::string_view tenant,
                          std::string_view subject);

// The schema steps of this module, for Database::migrate.
std::vector<store::Migration> migrations();

}  // namespace holdfast::inspection

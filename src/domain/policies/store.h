// The SQL of stored policies.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/policies/policies.h"
#include "domain/policies/types.h"
#include "platform/store/database.h"

namespace holdfast::policies {

// With their modes, in order of name, after `after`.
Result<std::vector<StoredPolicy>> list_policies(store::Reader& reader, std::string_view tenant,
                                                std::string_view after, std::size_t limit);
Result<std::optional<StoredPolicy>> find_policy(store::Reader& reader, std::string_view tenant,
                                                std::string_view name);

Result<std::optional<StoredVersion>> find_version(store::Reader& reader, std::string_view tenant,
                                                  std::string_view name, std::uint32_t version);
// The newest first, without their texts; those below number `before`.
Result<std::vector<StoredVersion>> list_versions(store::Reader& reader, std::string_view tenant,
                                                 std::string_view name, std::int64_t before,
                                                 std::size_t limit);
// Whether any version of the policy has this very text.
Result<bool> has_text(store::Reader& reader, std::string_view tenant, std::string_view name,
                      std::string_view yaml);

// Adds the draft under the next number, which it returns. Conflict: another was added meanwhile.
Result<std::uint32_t> insert_draft(store::Transaction& transaction, std::string_view tenant,
                                   const StoredVersion& draft);

// Conflict, and what to say of it.
Error no_draft(const StoredVersion& version);
// Moves the active version to superseded and the draft to active. Conflict: it is no draft.
Result<> activate_version(store::Transaction& transaction, std::string_view tenant,
                          const StoredVersion& version, const Uuid& entry);

Result<> replace_modes(store::Transaction& transaction, std::string_view tenant,
                       std::string_view name, const ModeChange& change);
Result<std::vector<ModeChange>> list_mode_changes(store::Reader& reader, std::string_view tenant,
                                                  std::string_view name, std::size_t limit);

// What the audit log's entries about policies should be compared with (audit_bodies.h).
struct EntryOwners {
  std::optional<Uuid> activation;
  std::optional<Uuid> modes;
};
Result<EntryOwners> entry_owners(store::Reader& reader, std::string_view tenant,
                                 std::string_view name);
Result<std::optional<ModeChange>> find_mode_change(store::Reader& reader, const Uuid& entry);

// The last word of an actor about a rule, a message and a type counts.
Result<> upsert_feedback(store::Transaction& transaction, std::string_view tenant,
                         const Feedback& feedback, std::string_view safe_reason, Timestamp at);
Result<std::vector<RulePrecision>> count_feedback(store::Reader& reader, std::string_view tenant,
                                                  std::string_view policy);

std::vector<store::Migration> migrations();

}  // namespace holdfast::policies

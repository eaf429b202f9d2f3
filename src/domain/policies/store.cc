#include "domain/policies/store.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/embedded.h"
#include "base/json_reader.h"
#include "platform/store/uuid_column.h"

namespace holdfast {
extern const EmbeddedFile policies_schema[];
extern const std::size_t policies_schema_count;
}  // namespace holdfast

namespace holdfast::policies {
namespace {

using store::Row;
using store::Value;

VersionState state_from(std::string_view name) {
  if (name == "draft") return VersionState::Draft;
  return name == "active" ? VersionState::Active : VersionState::Superseded;
}

StoredVersion version_from(const Row& row) {
  StoredVersion version;
  version.name = row.string(0);
  version.version = static_cast<std::uint32_t>(row.integer(1));
  version.state = state_from(row.text(2));
  version.comment = row.string(3);
  version.created_by = row.string(4);
  version.created_at = from_ms(row.integer(5));
  version.activated_by = row.string(6);
  if (const auto at = row.optional_integer(7)) version.activated_at = from_ms(*at);
  version.activated_for = row.string(8);
  version.yaml = row.string(9);
  version.activated_modes = row.string(10);
  return version;
}

StoredPolicy policy_from(const Row& row) {
  return {.name = row.string(0),
          .active_version = static_cast<std::uint32_t>(row.integer(1)),
          .latest_version = static_cast<std::uint32_t>(row.integer(2)),
          .modes = {}};
}

Result<decide::Mode> mode_from(std::string_view name) {
  if (const auto mode = decide::parse_mode(name)) return *mode;
  return Error{ErrorCode::Corrupted, "a stored policy's mode is none of observe, coach, enforce"};
}

Result<Modes> read_modes(store::Reader& reader, std::string_view tenant, std::string_view name) {
  Modes modes;
  Result<> read;
  TRY(reader.query("SELECT queue, mode FROM policy_mode WHERE tenant_id = $1 AND name = $2",
                   {tenant, name}, [&](const Row& row) {
                     const Result<decide::Mode> mode = mode_from(row.text(1));
                     if (mode) {
                       modes[row.string(0)] = *mode;
                     } else {
                       read = mode.error();
                     }
                     return static_cast<bool>(read);
                   }));
  TRY(std::move(read));
  return modes;
}

Result<Modes> modes_from_json(std::string_view text) {
  const JsonDocument document = TRY(JsonDocument::parse(text));
  Modes modes;
  for (const auto& [queue, value] : TRY(document.root().members())) {
    modes[std::string(queue)] = TRY(mode_from(TRY(value.string())));
  }
  return modes;
}

Result<std::optional<ModeChange>> first_change(std::vector<ModeChange> changes) {
  if (changes.empty()) return std::optional<ModeChange>();
  return std::optional(std::move(changes.front()));
}

// Rows of (entry_id, modes, reason, actor, at_ms).
class ModeChangeReader {
 public:
  bool read(const Row& row) {
    Result<Modes> modes = modes_from_json(row.text(1));
    if (!modes) {
      problem_ = Error{ErrorCode::Corrupted, "a stored change of a policy's modes is not readable"};
      return false;
    }
    changes_.push_back({store::uuid_from(row, 0), *std::move(modes), row.string(2), row.string(3),
                        from_ms(row.integer(4))});
    return true;
  }
  Result<std::vector<ModeChange>> take() {
    TRY(std::move(problem_));
    return std::move(changes_);
  }

 private:
  std::vector<ModeChange> changes_;
  Result<> problem_;
};

}  // namespace

Result<std::vector<StoredPolicy>> list_policies(store::Reader& reader, std::string_view tenant,
                                                std::string_view after, std::size_t limit) {
  std::vector<StoredPolicy> policies;
  TRY(reader.query(
      "SELECT name, active_version, latest_version FROM policy WHERE tenant_id = $1 AND name > $2 "
      "ORDER BY name LIMIT $3",
      {tenant, after, static_cast<std::int64_t>(limit)}, [&](const Row& row) {
        policies.push_back(policy_from(row));
        return true;
      }));
  for (StoredPolicy& policy : policies) {
    policy.modes = TRY(read_modes(reader, tenant, policy.name));
  }
  return policies;
}

Result<std::optional<StoredPolicy>> find_policy(store::Reader& reader, std::string_view tenant,
                                                std::string_view name) {
  std::optional<StoredPolicy> policy;
  TRY(reader.query(
      "SELECT name, active_version, latest_version FROM policy WHERE tenant_id = $1 AND name = $2",
      {tenant, name}, [&](const Row& row) {
        policy = policy_from(row);
        return false;
      }));
  if (policy) policy->modes = TRY(read_modes(reader, tenant, name));
  return policy;
}

Result<std::optional<StoredVersion>> find_version(store::Reader& reader, std::string_view tenant,
                                                  std::string_view name, std::uint32_t version) {
  std::optional<StoredVersion> found;
  TRY(
      reader.query("SELECT name, version, state, comment, created_by, created_at_ms, activated_by, "
                   "activated_at_ms, activated_for, yaml, activated_modes FROM policy_version "
                   "WHERE tenant_id = $1 AND name = $2 AND version = $3",
                   {tenant, name, static_cast<std::int64_t>(version)}, [&](const Row& row) {
                     found = version_from(row);
                     return false;
                   }));
  return found;
}

Result<std::vector<StoredVersion>> list_versions(store::Reader& reader, std::string_view tenant,
                                                 std::string_view name, std::int64_t before,
                                                 std::size_t limit) {
  std::vector<StoredVersion> versions;
  TRY(reader.query(
      "SELECT name, version, state, comment, created_by, created_at_ms, activated_by, "
      "activated_at_ms, activated_for, '', activated_modes FROM policy_version "
      "WHERE tenant_id = $1 AND name = $2 AND version < $3 ORDER BY version DESC LIMIT $4",
      {tenant, name, before, static_cast<std::int64_t>(limit)}, [&](const Row& row) {
        versions.push_back(version_from(row));
        return true;
      }));
  return versions;
}

Result<bool> has_text(store::Reader& reader, std::string_view tenant, std::string_view name,
                      std::string_view yaml) {
  return TRY(reader.query_integer(
      "SELECT COUNT(*) FROM policy_version WHERE tenant_id = $1 AND name = $2 AND yaml = $3",
      {tenant, name, yaml}))
  .value_or(0) > 0;
}

Result<std::uint32_t> insert_draft(store::Transaction& transaction, std::string_view tenant,
                                   const StoredVersion& draft) {
  std::int64_t number = 0;
  TRY(transaction.query(
      "INSERT INTO policy (tenant_id, name, active_version, latest_version) VALUES ($1, $2, 0, 1) "
      "ON CONFLICT (tenant_id, name) DO UPDATE SET latest_version = policy.latest_version + 1 "
      "RETURNING latest_version",
      {tenant, draft.name}, [&](const Row& row) {
        number = row.integer(0);
        return true;
      }));
  TRY(transaction.execute(
      "INSERT INTO policy_version (tenant_id, name, version, state, yaml, comment, created_by, "
      "created_at_ms) VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7)",
      {tenant, draft.name, number, draft.yaml, draft.comment, draft.created_by,
       to_ms(draft.created_at)}));
  return static_cast<std::uint32_t>(number);
}

Error no_draft(const StoredVersion& version) {
  return {ErrorCode::Conflict,
          fmt::format("version {} of {} is no draft: an activated version is never activated again",
                      version.version, version.name)};
}

Result<> activate_version(store::Transaction& transaction, std::string_view tenant,
                          const StoredVersion& version, const Uuid& entry) {
  const auto number = static_cast<std::int64_t>(version.version);
  TRY(
      transaction.execute("UPDATE policy_version SET state = 'superseded' "
                          "WHERE tenant_id = $1 AND name = $2 AND state = 'active'",
                          {tenant, version.name}));
  const std::int64_t changed = TRY(transaction.execute(
      "UPDATE policy_version SET state = 'active', activated_by = $1, activated_at_ms = $2, "
      "activated_for = $3, activated_modes = $4 "
      "WHERE tenant_id = $5 AND name = $6 AND version = $7 AND state = 'draft'",
      {version.activated_by, to_ms(version.activated_at.value()), version.activated_for,
       version.activated_modes, tenant, version.name, number}));
  if (changed != 1) return no_draft(version);
  TRY(
      transaction.execute("UPDATE policy SET active_version = $1, activation_entry = $2 "
                          "WHERE tenant_id = $3 AND name = $4",
                          {number, Bytes(entry.bytes), tenant, version.name}));
  return {};
}

Result<> replace_modes(store::Transaction& transaction, std::string_view tenant,
                       std::string_view name, const ModeChange& change) {
  TRY(transaction.execute("DELETE FROM policy_mode WHERE tenant_id = $1 AND name = $2",
                          {tenant, name}));
  for (const auto& [queue, mode] : change.modes) {
    TRY(transaction.execute(
        "INSERT INTO policy_mode (tenant_id, name, queue, mode) VALUES ($1, $2, $3, $4)",
        {tenant, name, queue, to_string(mode)}));
  }
  TRY(transaction.execute(
      "INSERT INTO policy_mode_change (entry_id, tenant_id, name, modes, reason, actor, at_ms) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {Bytes(change.entry.bytes), tenant, name, to_json(change.modes), change.reason, change.actor,
       to_ms(change.at)}));
  TRY(transaction.execute("UPDATE policy SET modes_entry = $1 WHERE tenant_id = $2 AND name = $3",
                          {Bytes(change.entry.bytes), tenant, name}));
  return {};
}

Result<std::vector<ModeChange>> list_mode_changes(store::Reader& reader, std::string_view tenant,
                                                  std::string_view name, std::size_t limit) {
  ModeChangeReader changes;
  TRY(
      reader.query("SELECT entry_id, modes, reason, actor, at_ms FROM policy_mode_change "
                   "WHERE tenant_id = $1 AND name = $2 ORDER BY at_ms DESC, entry_id DESC LIMIT $3",
                   {tenant, name, static_cast<std::int64_t>(limit)},
                   [&](const Row& row) { return changes.read(row); }));
  return changes.take();
}

Result<EntryOwners> entry_owners(store::Reader& reader, std::string_view tenant,
                                 std::string_view name) {
  EntryOwners owners;
  TRY(reader.query(
      "SELECT activation_entry, modes_entry FROM policy WHERE tenant_id = $1 AND name = $2",
      {tenant, name}, [&](const Row& row) {
        if (!row.is_null(0)) owners.activation = store::uuid_from(row, 0);
        if (!row.is_null(1)) owners.modes = store::uuid_from(row, 1);
        return false;
      }));
  return owners;
}

Result<std::optional<ModeChange>> find_mode_change(store::Reader& reader, const Uuid& entry) {
  ModeChangeReader changes;
  TRY(reader.query(
      "SELECT entry_id, modes, reason, actor, at_ms FROM policy_mode_change WHERE entry_id = $1",
      {Bytes(entry.bytes)}, [&](const Row& row) { return changes.read(row); }));
  return first_change(TRY(changes.take()));
}

Result<> upsert_feedback(store::Transaction& transaction, std::string_view tenant,
                         const Feedback& feedback, std::string_view safe_reason, Timestamp at) {
  TRY(transaction.execute(
      "INSERT INTO policy_feedback (tenant_id, policy, rule, message_id, finding_type, actor, "
      "version, kind, reason, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
      "ON CONFLICT (tenant_id, policy, rule, message_id, finding_type, actor) DO UPDATE SET "
      "version = excluded.version, kind = excluded.kind, reason = excluded.reason, "
      "at_ms = excluded.at_ms",
      {tenant, feedback.policy, feedback.rule, Bytes(feedback.message.bytes), feedback.finding_type,
       feedback.actor, static_cast<std::int64_t>(feedback.version), feedback.kind, safe_reason,
       to_ms(at)}));
  return {};
}

Result<std::vector<RulePrecision>> count_feedback(store::Reader& reader, std::string_view tenant,
                                                  std::string_view policy) {
  std::vector<RulePrecision> rules;
  TRY(
      reader.query("SELECT rule, kind, COUNT(DISTINCT message_id) FROM policy_feedback "
                   "WHERE tenant_id = $1 AND policy = $2 GROUP BY rule, kind ORDER BY rule",
                   {tenant, policy}, [&](const Row& row) {
                     if (rules.empty() || rules.back().rule != row.text(0)) {
                       rules.push_back({.rule = row.string(0)});
                     }
                     RulePrecision& rule = rules.back();
                     const std::string_view kind = row.text(1);
                     std::int64_t& count = kind == "upheld"          ? rule.upheld
                                           : kind == "not_sensitive" ? rule.not_sensitive
                                                                     : rule.overridden;
                     count = row.integer(2);
                     return true;
                   }));
  return rules;
}

std::vector<store::Migration> migrations() {
  return store::migrations_from("domain/policies", policies_schema, policies_schema_count);
}

}  // namespace holdfast::policies

#include "domain/policies/audit_bodies.h"

#include <charconv>
#include <optional>

#include "base/json_writer.h"
#include "domain/audit/presence.h"
#include "domain/policies/store.h"

namespace holdfast::policies {
namespace {

// No row has this hash, so an entry whose row is gone is reported as changed: nothing about
// policies is ever erased.
constexpr Hash kGone{};

struct Named {
  std::string_view policy;
  std::uint32_t version = 0;
};

// "cards@3"
Named named_version(std::string_view text) {
  Named named{.policy = text.substr(0, text.rfind('@'))};
  if (named.policy.size() == text.size()) return named;
  std::from_chars(text.data() + named.policy.size() + 1, text.data() + text.size(), named.version);
  return named;
}

// Whether the policy names this entry or a later one of the same kind, which stands in the log and
// then vouches for what runs.
Result<bool> is_owned(store::Reader& reader, const audit::Entry& entry,
                      const std::optional<Uuid>& owner) {
  if (!owner || *owner < entry.id) return false;
  if (*owner == entry.id) return true;
  return audit::stands_in_log(
      reader, entry.act.tenant,
      {.entry = *owner, .act = entry.act.act, .subject = entry.act.subject});
}

Result<Hash> draft_body(store::Reader& reader, const audit::Entry& entry) {
  const Named named = named_version(entry.act.policy_version);
  const auto policy = TRY(find_policy(reader, entry.act.tenant, named.policy));
  if (!policy || policy->latest_version < named.version) return kGone;
  const auto version = TRY(find_version(reader, entry.act.tenant, named.policy, named.version));
  return version ? body_of_version(*version) : kGone;
}

Result<Hash> activation_body(store::Reader& reader, const audit::Entry& entry) {
  Named named = named_version(entry.act.policy_version);
  const EntryOwners owners = TRY(entry_owners(reader, entry.act.tenant, named.policy));
  if (!TRY(is_owned(reader, entry, owners.activation))) return kGone;
  if (owners.activation == entry.id) {
    // The newest activation also vouches for which version runs.
    const auto policy = TRY(find_policy(reader, entry.act.tenant, named.policy));
    named.version = policy ? policy->active_version : 0;
  }
  const auto version = TRY(find_version(reader, entry.act.tenant, named.policy, named.version));
  return version ? body_of_activation(*version) : kGone;
}

Result<Hash> modes_body(store::Reader& reader, const audit::Entry& entry) {
  const auto change = TRY(find_mode_change(reader, entry.id));
  if (!change) return kGone;
  const std::string_view subject = entry.act.subject;  // "policy:cards"
  const std::string_view name = subject.substr(subject.find(':') + 1);
  const EntryOwners owners = TRY(entry_owners(reader, entry.act.tenant, name));
  if (!TRY(is_owned(reader, entry, owners.modes))) return kGone;
  if (owners.modes != entry.id) return body_of_modes(change->modes, change->reason);
  const auto policy = TRY(find_policy(reader, entry.act.tenant, name));
  return policy ? body_of_modes(policy->modes, change->reason) : kGone;
}

}  // namespace

Hash body_of_version(const StoredVersion& version) {
  JsonWriter json;
  json.begin_object()
      .member("comment", version.comment)
      .member("policy", version.name)
      .member("version", version.version)
      .member("yaml", version.yaml)
      .end();
  return sha256({as_bytes(json.text())});
}

Hash body_of_activation(const StoredVersion& version) {
  const Hash text = body_of_version(version);
  JsonWriter json;
  json.begin_object()
      .member("modes", version.activated_modes)
      .member("reason", version.activated_for)
      .member("text", to_hex(text))
      .end();
  return sha256({as_bytes(json.text())});
}

Hash body_of_modes(const Modes& modes, std::string_view reason) {
  JsonWriter json;
  json.begin_object().key("modes").raw(to_json(modes)).member("reason", reason).end();
  return sha256({as_bytes(json.text())});
}

void verify_policies_with(audit::AuditLog& log) {
  log.verify_bodies_with(std::string(kDrafted), draft_body);
  log.verify_bodies_with(std::string(kActivated), activation_body);
  log.verify_bodies_with(std::string(kModesChanged), modes_body);
}

}  // namespace holdfast::policies

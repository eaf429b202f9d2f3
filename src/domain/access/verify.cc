#include "domain/access/verify.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/json_reader.h"
#include "domain/access/record.h"
#include "domain/access/store.h"
#include "domain/audit/presence.h"

namespace holdfast::access {
namespace {

using Complaint = std::optional<std::string>;

constexpr std::size_t kPage = 200;

// Each records the roles as they stood after it.
constexpr std::array kActsOnRoles =
    std::to_array<std::string_view>({"person.invited", "person.added", "person.roles_set",
                                     "person.activated", "person.deactivated"});
constexpr std::array kActsOnActivity = std::to_array<std::string_view>(
    {"person.invited", "person.added", "person.activated", "person.deactivated"});
constexpr std::array kKeyMade = std::to_array<std::string_view>({"key.created"});
constexpr std::array kKeyRevoked = std::to_array<std::string_view>({"key.revoked"});

// What an act recorded, "" when that is not what its entry vouches for.
Result<std::string> vouched_record(store::Reader& reader, const audit::LatestAct& act) {
  const std::string body = TRY(find_record(reader, act.entry))
  .value_or("");
  return sha256({as_bytes(body)}) == act.body_hash ? body : std::string();
}

Result<std::vector<Role>> recorded_roles(std::string_view record) {
  const JsonDocument document = TRY(JsonDocument::parse(record));
  ObjectReader object = TRY(document.object());
  std::vector<Role> roles;
  for (const JsonValue& name : TRY(TRY(object.required("roles")).array())) {
    if (const auto role = parse_role(TRY(name.string()))) roles.push_back(*role);
  }
  std::ranges::sort(roles);
  return roles;
}

Result<Complaint> check_person(store::Reader& reader, Person person) {
  const std::string subject = "person:" + to_string(person.id);
  const auto about_roles = TRY(audit::latest_act(reader, person.tenant, subject, kActsOnRoles));
  if (!about_roles) {
    return Complaint(fmt::format(
        "person {} stands in the database, but no entry of the log says who let them in",
        to_string(person.id)));
  }
  const std::string record = TRY(vouched_record(reader, *about_roles));
  const Result<std::vector<Role>> roles = recorded_roles(record);
  std::ranges::sort(person.roles);
  if (!roles || *roles != person.roles) {
    return Complaint(fmt::format("person {} has other roles than {} gave, entry id {}",
                                 to_string(person.id), about_roles->act,
                                 to_string(about_roles->entry)));
  }
  const auto about_activity =
      TRY(audit::latest_act(reader, person.tenant, subject, kActsOnActivity));
  if (!about_activity || person.is_active != (about_activity->act != "person.deactivated")) {
    const audit::LatestAct& last = about_activity ? *about_activity : *about_roles;
    return Complaint(fmt::format("person {} is {}active, which {} does not say, entry id {}",
                                 to_string(person.id), person.is_active ? "" : "not ", last.act,
                                 to_string(last.entry)));
  }
  return Complaint();
}

Result<Complaint> check_key(store::Reader& reader, const ApiKey& key) {
  const std::string subject = "key:" + to_string(key.id);
  const auto made = TRY(audit::latest_act(reader, key.tenant, subject, kKeyMade));
  if (!made) {
    return Complaint(
        fmt::format("API key {} stands in the database, but no entry of the log says who made it",
                    to_string(key.id)));
  }
  const Hash token = TRY(token_hash_of(reader, key.id));
  if (sha256({as_bytes(record_of_key(key, token))}) != made->body_hash ||
      key.created_by != made->actor) {
    return Complaint(fmt::format("API key {} is not as it was made, entry id {}", to_string(key.id),
                                 to_string(made->entry)));
  }
  const auto revoked = TRY(audit::latest_act(reader, key.tenant, subject, kKeyRevoked));
  if (revoked && !key.revoked_at) {
    return Complaint(fmt::format("API key {} works again though it was revoked, entry id {}",
                                 to_string(key.id), to_string(revoked->entry)));
  }
  if (!revoked && key.revoked_at) {
    return Complaint(fmt::format("API key {} is revoked, but nobody did that, entry id {}",
                                 to_string(key.id), to_string(made->entry)));
  }
  return Complaint();
}

// All of a list that comes in pages.
template <typename List, typename Check>
Result<Complaint> first_complaint(const List& list, const Check& check) {
  PageRequest page{.before = std::nullopt, .limit = kPage};
  while (true) {
    const auto items = TRY(list(page));
    for (const auto& item : items) {
      if (Complaint complaint = TRY(check(item))) return complaint;
    }
    if (items.size() < kPage) return Complaint();
    page.before = items.back().id;
  }
}

}  // namespace

Result<std::optional<std::string>> find_unvouched_row(store::Reader& reader,
                                                      std::string_view tenant) {
  Complaint complaint = TRY(
      first_complaint([&](const PageRequest& page) { return list_people(reader, tenant, page); },
                      [&](const Person& person) { return check_person(reader, person); }));
  if (complaint) return complaint;
  return first_complaint([&](const PageRequest& page) { return list_keys(reader, tenant, page); },
                         [&](const ApiKey& key) { return check_key(reader, key); });
}

}  // namespace holdfast::access

#include "domain/access/people.h"

#include <algorithm>
#include <functional>

#include <fmt/core.h>

#include "domain/access/record.h"
#include "domain/access/store.h"
#include "platform/crypto/token.h"

namespace holdfast::access {
namespace {

constexpr std::string_view kLinkPrefix = "hfl";

Error no_such_person() { return {ErrorCode::NotFound, "nobody has this id"}; }

std::string subject_of(const Uuid& person) { return "person:" + to_string(person); }

// Whoever could act on somebody who may do more would in effect become them.
Result<> check_reach(const Actor& actor, const std::vector<Role>& roles) {
  for (const std::string& permission : permissions_of(roles)) {
    if (actor.permissions.contains(permission)) continue;
    return Error{ErrorCode::Denied,
                 fmt::format("this is about someone who may {}, which you may not", permission)};
  }
  return {};
}

Result<std::vector<Role>> normal_roles(std::vector<Role> roles) {
  if (roles.empty()) return Error{ErrorCode::InvalidInput, "roles: at least one"};
  std::sort(roles.begin(), roles.end());
  roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
  return roles;
}

}  // namespace

Result<Invitation> People::invite(const Actor& actor, const NewPerson& wanted) {
  const std::vector<Role> roles = TRY(normal_roles(wanted.roles));
  TRY(check_reach(actor, roles));
  const Person person {
    .id = ids_.next(), .tenant = actor.tenant,
    .email = Sensitive(TRY(normal_email(wanted.email.reveal()))),
    .name = Sensitive(TRY(normal_name(wanted.name.reveal()))), .roles = roles,
    .created_at = clock_.now()
  };
  crypto::Token token = crypto::make_token(kLinkPrefix, random_);
  const LinkRow link{.purpose = LinkPurpose::Invitation,
                     .tenant = actor.tenant,
                     .person = person.id,
                     .expires_at = clock_.now() + options_.invitation_length};
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    TRY(insert_person(transaction, person));
    TRY(replace_link(transaction, token.stored, link));
    return stage_recorded_act(transaction, audit_, actor, "person.invited", subject_of(person.id),
                              record_of_person(person, ""));
  }));
  return Invitation{person, {std::move(token.text), link.expires_at}};
}

Result<std::vector<Person>> People::list(std::string_view tenant, const PageRequest& page) {
  std::vector<Person> people;
  TRY(database_.read([&](store::Reader& reader) -> Result<> {
    people = TRY(list_people(reader, tenant, page));
    return {};
  }));
  return people;
}

Result<Person> People::get(std::string_view tenant, const Uuid& id) {
  std::optional<Person> person;
  TRY(database_.read([&](store::Reader& reader) -> Result<> {
    person = TRY(find_person(reader, tenant, id));
    return {};
  }));
  if (!person) return no_such_person();
  return *std::move(person);
}

Result<Person> People::get_by_email(std::string_view tenant, std::string_view email) {
  const std::string normal = TRY(normal_email(email));
  std::optional<PersonWithPassword> found;
  TRY(database_.read([&](store::Reader& reader) -> Result<> {
    found = TRY(find_person_by_email(reader, tenant, normal));
    return {};
  }));
  if (!found) return Error{ErrorCode::NotFound, "nobody has this e-mail address"};
  return std::move(found->person);
}

// Reads the person, checks the actor's reach, applies and records, in one transaction.
Result<Person> People::change(const Actor& actor, const Uuid& id, const Change& what,
                              const Apply& apply) {
  std::optional<Person> person;
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    // First, as its row makes changes on several nodes wait for each other: two administrators
    // cannot take each other's access away at once.
    TRY(bump_revision(transaction, actor.tenant));
    person = TRY(find_person(transaction, actor.tenant, id));
    if (!person) return no_such_person();
    TRY(check_reach(actor, person->roles));
    TRY(apply(transaction, *person));
    return stage_recorded_act(transaction, audit_, actor, what.act, subject_of(id),
                              record_of_person(*person, what.reason));
  }));
  sessions_.forget_person(id);
  return *std::move(person);
}

Result<> People::keep_an_administrator(store::Reader& reader, std::string_view tenant) const {
  if (TRY(count_administrators(reader, tenant)) > 0) return {};
  return Error{ErrorCode::Conflict, "this is the last administrator who can sign in"};
}

Result<Person> People::set_roles(const Actor& actor, const Uuid& id, std::vector<Role> roles,
                                 std::string_view reason) {
  roles = TRY(normal_roles(std::move(roles)));
  TRY(check_reach(actor, roles));
  return change(actor, id, {"person.roles_set", reason},
                [&](store::Transaction& transaction, Person& person) -> Result<> {
                  const bool had_administrator =
                      TRY(count_administrators(transaction, actor.tenant))
                  > 0;
                  person.roles = roles;
                  TRY(access::set_roles(transaction, id, roles));
                  if (!had_administrator) return {};
                  return keep_an_administrator(transaction, actor.tenant);
                });
}

Result<Person> People::deactivate(const Actor& actor, const Uuid& id, std::string_view reason) {
  return change(actor, id, {"person.deactivated", reason},
                [&](store::Transaction& transaction, Person& person) -> Result<> {
                  const bool had_administrator =
                      TRY(count_administrators(transaction, actor.tenant))
                  > 0;
                  person.is_active = false;
                  TRY(set_active(transaction, id, false));
                  TRY(delete_sessions_of(transaction, id, Uuid{}));
                  if (!had_administrator) return {};
                  return keep_an_administrator(transaction, actor.tenant);
                });
}

Result<Person> People::activate(const Actor& actor, const Uuid& id, std::string_view reason) {
  return change(actor, id, {"person.activated", reason},
                [&](store::Transaction& transaction, Person& person) -> Result<> {
                  person.is_active = true;
                  return set_active(transaction, id, true);
                });
}

Result<Invitation> People::make_link(const Actor& actor, const Uuid& id, LinkPurpose purpose,
                                     std::string_view reason) {
  crypto::Token token = crypto::make_token(kLinkPrefix, random_);
  const LinkRow link{.purpose = purpose,
                     .tenant = actor.tenant,
                     .person = id,
                     .expires_at = clock_.now() + options_.link_length};
  std::optional<Person> person;
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    person = TRY(find_person(transaction, actor.tenant, id));
    if (!person) return no_such_person();
    TRY(check_reach(actor, person->roles));
    if (!person->is_active) {
      return Error{ErrorCode::Conflict, "this person is not active: activate them first"};
    }
    TRY(replace_link(transaction, token.stored, link));
    JsonWriter json;
    json.begin_object().member("purpose", to_string(purpose)).member("reason", reason).end();
    return stage_recorded_act(transaction, audit_, actor, "link.made", subject_of(id), json.text());
  }));
  return Invitation{*std::move(person), {std::move(token.text), link.expires_at}};
}

Result<Invitation> People::reset(const Actor& actor, const Uuid& id, std::string_view reason) {
  return make_link(actor, id, LinkPurpose::Reset, reason);
}

Result<Invitation> People::sign_in_link(const Actor& actor, const Uuid& id) {
  return make_link(actor, id, LinkPurpose::SignIn, "");
}

Result<std::optional<Link>> People::first_administrator_link(std::string_view tenant) {
  crypto::Token token = crypto::make_token(kLinkPrefix, random_);
  const LinkRow link{.purpose = LinkPurpose::FirstAdministrator,
                     .tenant = std::string(tenant),
                     .person = std::nullopt,
                     .expires_at = clock_.now() + options_.link_length};
  bool is_needed = false;
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    is_needed = TRY(count_administrators(transaction, tenant))
    == 0;
    if (!is_needed) return {};
    TRY(replace_link(transaction, token.stored, link));
    JsonWriter json;
    json.begin_object().member("purpose", to_string(link.purpose)).member("reason", "").end();
    return stage_recorded_act(transaction, audit_, system_actor(link.tenant), "link.made",
                              "tenant:" + link.tenant, json.text());
  }));
  if (!is_needed) return std::optional<Link>();
  return std::optional<Link>({std::move(token.text), link.expires_at});
}

}  // namespace holdfast::access

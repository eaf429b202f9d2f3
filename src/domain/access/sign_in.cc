#include "domain/access/sign_in.h"

#include "domain/access/password_rules.h"
#include "domain/access/record.h"
#include "platform/crypto/password.h"
#include "platform/crypto/token.h"

namespace holdfast::access {
namespace {

constexpr std::string_view kLinkPrefix = "hfl";
constexpr int kHashingMax = 4;

Error link_is_dead() {
  return {ErrorCode::NotFound,
          "this link was used already, replaced by a newer one, or is too old"};
}

Actor self(const Person& person) {
  return {.tenant = person.tenant, .name = "person:" + to_string(person.id), .permissions = {}};
}

std::string subject_of(const Person& person) { return "person:" + to_string(person.id); }

// What the link does not need may be left out, but not contradict.
Result<> check_same(const std::optional<std::string>& given, const Result<std::string>& normal,
                    const std::string& own, std::string_view member) {
  if (!given || (normal && *normal == own)) return {};
  return Error{ErrorCode::InvalidInput,
               std::string(member) + ": not that of the person the link is for; leave it out"};
}

}  // namespace

// One of the few places in which a password may be checked.
class SignIn::HashSlot {
 public:
  explicit HashSlot(std::atomic<int>& taken) : taken_(taken), place_(taken.fetch_add(1) + 1) {}
  HashSlot(const HashSlot&) = delete;
  HashSlot& operator=(const HashSlot&) = delete;
  ~HashSlot() { taken_.fetch_sub(1); }

  Result<> check() const {
    if (place_ <= kHashingMax) return {};
    return Error{ErrorCode::Unavailable, "too many people sign in at once: try again"};
  }

 private:
  std::atomic<int>& taken_;
  const int place_;
};

SignIn::SignIn(store::Database& database, const Clock& clock, IdSource& ids, audit::AuditLog& audit,
               Sessions& sessions, const AccessOptions& options, telemetry::Metrics* metrics)
    : database_(database),
      clock_(clock),
      ids_(ids),
      audit_(audit),
      sessions_(sessions),
      options_(options),
      throttle_(clock) {
  if (metrics == nullptr) return;
  accepted_ = metrics->counter(telemetry::Family::SignIns, {"accepted"});
  refused_ = metrics->counter(telemetry::Family::SignIns, {"refused"});
  throttled_ = metrics->counter(telemetry::Family::SignIns, {"throttled"});
}

Result<Outcome> SignIn::by_password(const Attempt& attempt) {
  const Result<std::string> email = normal_email(attempt.email);
  const std::string account = email ? *email : "";
  const HashSlot slot(hashing_);
  TRY(slot.check());
  if (const auto wait = throttle_.begin(account, attempt.address); wait.count() > 0) {
    throttled_.add();
    return Outcome{.kind = Outcome::Kind::TooMany, .session = {}, .retry_after = wait};
  }
  std::optional<PersonWithPassword> found;
  TRY(database_.read([&](store::Reader& reader) -> Result<> {
    found = TRY(find_person_by_email(reader, options_.tenant, account));
    return {};
  }));
  const bool could_match = found && found->person.is_active && !found->password_hash.empty();
  const bool matches = could_match
                           ? crypto::password_matches(found->password_hash, attempt.password)
                           : crypto::no_password_matches(attempt.password);
  if (!matches) {
    refused_.add();
    TRY(record_failure(options_.tenant, found ? subject_of(found->person) : "person:unknown"));
    return Outcome{};
  }
  throttle_.succeeded(account, attempt.address);
  accepted_.add();
  return finish_sign_in(*found, attempt);
}

Result<Outcome> SignIn::finish_sign_in(const PersonWithPassword& found, const Attempt& attempt) {
  // Today's cost of hashing, for a password that was chosen when machines were slower.
  std::string stronger;
  if (crypto::needs_rehash(found.password_hash)) {
    stronger = TRY(crypto::hash_password(attempt.password));
  }
  Outcome outcome{.kind = Outcome::Kind::SignedIn, .session = {}};
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    if (!stronger.empty()) {
      TRY(set_password_hash(transaction, found.person.id, stronger));
    }
    return accept(transaction, found.person, "person.signed_in", outcome.session);
  }));
  return outcome;
}

Result<> SignIn::accept(store::Transaction& transaction, const Person& person, std::string_view act,
                        std::optional<NewSession>& session) {
  session = TRY(sessions_.begin(transaction, person));
  return stage_act(transaction, audit_, self(person), act, subject_of(person));
}

Result<> SignIn::record_failure(const std::string& tenant, const std::string& subject) {
  const Actor nobody{.tenant = tenant, .name = "anonymous", .permissions = {}};
  return database_.write([&](store::Transaction& transaction) {
    return stage_act(transaction, audit_, nobody, "person.sign_in_failed", subject);
  });
}

Result<LinkInfo> SignIn::check_link(std::string_view token) {
  const Result<Hash> hash = crypto::read_token(kLinkPrefix, token);
  if (!hash) return link_is_dead();
  std::optional<LinkRow> link;
  LinkInfo info;
  TRY(database_.read([&](store::Reader& reader) -> Result<> {
    link = TRY(find_link(reader, *hash));
    if (link && link->person) info.person = TRY(find_person(reader, link->tenant, *link->person));
    return {};
  }));
  if (!link || clock_.now() >= link->expires_at) return link_is_dead();
  if (link->person && (!info.person || !info.person->is_active)) return link_is_dead();
  info.purpose = link->purpose;
  info.expires_at = link->expires_at;
  return info;
}

// The new password's hash; "" where the link needs none.
Result<std::string> SignIn::hash_for(const LinkInfo& link, const LinkUse& use) {
  if (link.purpose == LinkPurpose::SignIn) {
    if (!use.password) return std::string();
    return Error{ErrorCode::InvalidInput, "password: this link signs in as it is; leave it out"};
  }
  if (!use.password) {
    return Error{ErrorCode::InvalidInput, "password: this link needs a new one"};
  }
  const std::string email = link.person ? link.person->email.reveal() : use.email.value_or("");
  TRY(check_password(*use.password, email));
  const HashSlot slot(hashing_);
  TRY(slot.check());
  return crypto::hash_password(*use.password);
}

Result<Person> SignIn::first_administrator(store::Transaction& transaction,
                                           const std::string& email, const std::string& name) {
  const Person person{.id = ids_.next(),
                      .tenant = options_.tenant,
                      .email = Sensitive(email),
                      .name = Sensitive(name),
                      .roles = {Role::Administrator},
                      .has_password = true,
                      .created_at = clock_.now()};
  TRY(bump_revision(transaction, person.tenant));
  if (TRY(count_administrators(transaction, person.tenant)) > 0) return link_is_dead();
  TRY(insert_person(transaction, person));
  TRY(stage_recorded_act(transaction, audit_, self(person), "person.added", subject_of(person),
                         record_of_person(person, "")));
  return person;
}

Result<NewSession> SignIn::by_link(const LinkUse& use) {
  const LinkInfo link = TRY(check_link(use.token.reveal()));
  std::string email, name;
  if (link.purpose == LinkPurpose::FirstAdministrator) {
    email = TRY(normal_email(use.email.value_or("")));
    name = TRY(normal_name(use.name.value_or("")));
  } else {
    TRY(check_same(use.email, normal_email(use.email.value_or("")), link.person->email.reveal(),
                   "email"));
    TRY(check_same(use.name, normal_name(use.name.value_or("")), link.person->name.reveal(),
                   "name"));
  }
  const std::string password_hash = TRY(hash_for(link, use));
  const Hash token = TRY(crypto::read_token(kLinkPrefix, use.token.reveal()));
  std::optional<NewSession> session;
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    if (!TRY(delete_link(transaction, token))) return link_is_dead();
    Person person = link.person ? *link.person : TRY(first_administrator(transaction, email, name));
    if (!password_hash.empty()) {
      TRY(set_password_hash(transaction, person.id, password_hash));
      TRY(delete_sessions_of(transaction, person.id, Uuid{}));
      TRY(bump_revision(transaction, person.tenant));
      person.has_password = true;
    }
    return accept(transaction, person, "person.signed_in_by_link", session);
  }));
  sessions_.forget_person(session->person.id);
  accepted_.add();
  return *std::move(session);
}

Result<> SignIn::sign_out(const http::Principal& principal) {
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    TRY(delete_session(transaction, principal.session));
    TRY(bump_revision(transaction, principal.tenant));
    return stage_act(transaction, audit_, actor_of(principal), "person.signed_out",
                     principal.actor());
  }));
  sessions_.forget(principal.session);
  return {};
}

Result<Outcome> SignIn::change_password(const http::Principal& principal,
                                        const Sensitive<std::string>& current,
                                        const Sensitive<std::string>& wanted,
                                        std::string_view address) {
  const HashSlot slot(hashing_);
  TRY(slot.check());
  std::optional<Person> person;
  std::string hash;
  TRY(database_.read([&](store::Reader& reader) -> Result<> {
    person = TRY(find_person(reader, principal.tenant, principal.id));
    hash = TRY(password_hash_of(reader, principal.id));
    return {};
  }));
  if (!person) return Error{ErrorCode::NotFound, "nobody has this id"};
  TRY(check_password(wanted, person->email.reveal()));
  const std::string& account = person->email.reveal();
  if (const auto wait = throttle_.begin(account, address); wait.count() > 0) {
    return Outcome{.kind = Outcome::Kind::TooMany, .session = {}, .retry_after = wait};
  }
  if (!crypto::password_matches(hash, current)) return Outcome{};
  throttle_.succeeded(account, address);
  const std::string new_hash = TRY(crypto::hash_password(wanted));
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    TRY(set_password_hash(transaction, person->id, new_hash));
    TRY(delete_sessions_of(transaction, person->id, principal.session));
    TRY(bump_revision(transaction, principal.tenant));
    return stage_act(transaction, audit_, actor_of(principal), "person.password_changed",
                     principal.actor());
  }));
  sessions_.forget_person(person->id);
  return Outcome{.kind = Outcome::Kind::SignedIn, .session = {}};
}

}  // namespace holdfast::access

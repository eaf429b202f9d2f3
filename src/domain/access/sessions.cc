#include "domain/access/sessions.h"

#include "base/bytes.h"
#include "platform/crypto/token.h"

namespace holdfast::access {
namespace {

constexpr std::string_view kPrefix = "hfs";
constexpr std::chrono::minutes kSeenPrecision{1};

Error over() { return {ErrorCode::NotFound, "the session is over: sign in again"}; }

}  // namespace

std::string csrf_token(std::string_view session_token) {
  return to_base64url(hmac_sha256(as_bytes(session_token), as_bytes("holdfast csrf")));
}

bool Sessions::is_over(Timestamp last_seen, Timestamp expires_at) const {
  const Timestamp now = clock_.now();
  return now >= expires_at || now - last_seen >= options_.session_idle;
}

Result<NewSession> Sessions::begin(store::Transaction& transaction, const Person& person) {
  crypto::Token token = crypto::make_token(kPrefix, random_);
  const Timestamp now = clock_.now();
  const SessionRow row{.id = ids_.next(),
                       .tenant = person.tenant,
                       .person = person.id,
                       .created_at = now,
                       .last_seen_at = now,
                       .expires_at = now + options_.session_length};
  TRY(insert_session(transaction, token.stored, row));
  TRY(note_session_seen(transaction, token.stored, person.id, now));
  return NewSession{.token = std::move(token.text), .person = person, .expires_at = row.expires_at};
}

std::optional<http::Principal> Sessions::known(std::string_view token) {
  const Result<Hash> hash = crypto::read_token(kPrefix, token);
  if (!hash) return std::nullopt;
  const std::shared_ptr<Entry> entry = cache_.find(*hash);
  if (!entry) return std::nullopt;
  // Another node may have seen it since: the database decides.
  if (is_over(from_ms(entry->last_seen_ms), entry->expires_at)) {
    cache_.remove(*hash);
    return std::nullopt;
  }
  entry->last_seen_ms = to_ms(clock_.now());
  return entry->principal;
}

Result<http::Principal> Sessions::look_up(std::string_view token) {
  const Result<Hash> hash = crypto::read_token(kPrefix, token);
  if (!hash) return over();
  const auto ticket = cache_.ticket();
  std::optional<SessionRow> session;
  std::optional<Person> person;
  TRY(database_.read([&](store::Reader& reader) -> Result<> {
    session = TRY(find_session(reader, *hash));
    if (session) person = TRY(find_person(reader, session->tenant, session->person));
    return {};
  }));
  if (!session || !person || !person->is_active) return over();
  if (is_over(session->last_seen_at, session->expires_at)) return over();
  const auto entry = std::make_shared<Entry>();
  entry->principal = {.kind = http::Principal::Kind::Person,
                      .id = person->id,
                      .session = session->id,
                      .tenant = person->tenant,
                      .display_name = person->name.reveal(),
                      .permissions = permissions_of(person->roles)};
  entry->expires_at = session->expires_at;
  entry->stored_seen_ms = to_ms(session->last_seen_at);
  entry->last_seen_ms = to_ms(clock_.now());
  cache_.offer(*hash, entry, ticket);
  return entry->principal;
}

std::optional<Timestamp> Sessions::expires_at(std::string_view token) const {
  const Result<Hash> hash = crypto::read_token(kPrefix, token);
  if (!hash) return std::nullopt;
  const std::shared_ptr<Entry> entry = cache_.find(*hash);
  if (!entry) return std::nullopt;
  return entry->expires_at;
}

void Sessions::forget(const Uuid& session) {
  cache_.remove_if([&](const Entry& entry) { return entry.principal.session == session; });
}

void Sessions::forget_person(const Uuid& person) {
  cache_.remove_if([&](const Entry& entry) { return entry.principal.id == person; });
}

void Sessions::forget_all() {
  cache_.remove_if([](const Entry&) { return true; });
}

Result<> Sessions::flush() {
  struct Seen {
    Hash token;
    std::shared_ptr<Entry> entry;
    std::int64_t at_ms;
  };
  std::vector<Seen> seen;
  for (auto& [token, entry] : cache_.all()) {
    const std::int64_t at_ms = entry->last_seen_ms;
    if (from_ms(at_ms) - from_ms(entry->stored_seen_ms) >= kSeenPrecision) {
      seen.push_back({token, entry, at_ms});
    }
  }
  if (seen.empty()) return {};
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    for (const Seen& one : seen) {
      TRY(note_session_seen(transaction, one.token, one.entry->principal.id, from_ms(one.at_ms)));
    }
    return {};
  }));
  for (const Seen& one : seen) one.entry->stored_seen_ms = one.at_ms;
  return {};
}

}  // namespace holdfast::access

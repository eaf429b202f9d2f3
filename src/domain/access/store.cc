#include "domain/access/store.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/join.h"
#include "platform/store/conditions.h"
#include "platform/store/uuid_column.h"

namespace holdfast::access {
namespace {

using store::Row;
using store::uuid_from;
using store::Value;

constexpr std::string_view kPersonColumns =
    "person_id, tenant_id, email, name, password_hash, is_active, created_at_ms, last_seen_at_ms";
constexpr std::string_view kKeyColumns =
    "key_id, tenant_id, prefix, name, scopes, created_by, created_at_ms, expires_at_ms, "
    "last_used_at_ms, revoked_at_ms";

std::optional<Timestamp> time_or_none(const Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return from_ms(row.integer(column));
}

Value time_or_null(const std::optional<Timestamp>& at) {
  return at ? Value(to_ms(*at)) : Value(nullptr);
}

Person person_from(const Row& row) {
  return {.id = uuid_from(row, 0),
          .tenant = row.string(1),
          .email = Sensitive(row.string(2)),
          .name = Sensitive(row.string(3)),
          .roles = {},
          .is_active = row.integer(5) != 0,
          .has_password = !row.is_null(4),
          .created_at = from_ms(row.integer(6)),
          .last_seen_at = time_or_none(row, 7)};
}

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> out;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (end > 0) out.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return out;
}

ApiKey key_from(const Row& row) {
  return {.id = uuid_from(row, 0),
          .tenant = row.string(1),
          .prefix = row.string(2),
          .name = row.string(3),
          .scopes = split(row.text(4)),
          .created_by = row.string(5),
          .created_at = from_ms(row.integer(6)),
          .expires_at = time_or_none(row, 7),
          .last_used_at = time_or_none(row, 8),
          .revoked_at = time_or_none(row, 9)};
}

Result<> read_roles(store::Reader& reader, Person& person) {
  return reader.query("SELECT role FROM access_role WHERE person_id = $1 ORDER BY role",
                      {Bytes(person.id.bytes)}, [&](const Row& row) {
                        if (const auto role = parse_role(row.text(0)))
                          person.roles.push_back(*role);
                        return true;
                      });
}

Result<LinkPurpose> purpose_from(std::string_view name) {
  for (const LinkPurpose purpose : {LinkPurpose::FirstAdministrator, LinkPurpose::Invitation,
                                    LinkPurpose::Reset, LinkPurpose::SignIn}) {
    if (to_string(purpose) == name) return purpose;
  }
  return Error{ErrorCode::Corrupted, "a link has a purpose that this version does not know"};
}

// One row, or the pages of a list: WHERE is literal, values travel as parameters.
Result<std::optional<ApiKey>> one_key(store::Reader& reader, std::string_view sql,
                                      std::initializer_list<Value> parameters) {
  std::optional<ApiKey> key;
  TRY(reader.query(sql, parameters, [&](const Row& row) {
    key = key_from(row);
    return false;
  }));
  return key;
}

}  // namespace

// --- people

Result<> insert_person(store::Transaction& transaction, const Person& person) {
  const Result<std::int64_t> inserted = transaction.execute(
      "INSERT INTO access_person (person_id, tenant_id, email, name, is_active, created_at_ms) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {Bytes(person.id.bytes), person.tenant, person.email.reveal(), person.name.reveal(),
       std::int64_t{person.is_active}, to_ms(person.created_at)});
  if (!inserted && inserted.error().code == ErrorCode::Conflict) {
    return Error{ErrorCode::Conflict, "email: somebody has this address already"};
  }
  TRY(inserted);
  return set_roles(transaction, person.id, person.roles);
}

Result<std::optional<Person>> find_person(store::Reader& reader, std::string_view tenant,
                                          const Uuid& id) {
  std::optional<Person> person;
  TRY(reader.query(
      "SELECT person_id, tenant_id, email, name, password_hash, is_active, created_at_ms, "
      "last_seen_at_ms FROM access_person WHERE person_id = $1 AND tenant_id = $2",
      {Bytes(id.bytes), tenant}, [&](const Row& row) {
        person = person_from(row);
        return false;
      }));
  if (person) TRY(read_roles(reader, *person));
  return person;
}

Result<std::optional<PersonWithPassword>> find_person_by_email(store::Reader& reader,
                                                               std::string_view tenant,
                                                               std::string_view email) {
  std::optional<PersonWithPassword> found;
  TRY(reader.query(
      "SELECT person_id, tenant_id, email, name, password_hash, is_active, created_at_ms, "
      "last_seen_at_ms FROM access_person WHERE tenant_id = $1 AND email = $2",
      {tenant, email}, [&](const Row& row) {
        found = {.person = person_from(row), .password_hash = row.string(4)};
        return false;
      }));
  if (found) TRY(read_roles(reader, found->person));
  return found;
}

Result<std::string> password_hash_of(store::Reader& reader, const Uuid& person) {
  std::string hash;
  TRY(reader.query("SELECT password_hash FROM access_person WHERE person_id = $1",
                   {Bytes(person.bytes)}, [&](const Row& row) {
                     hash = row.string(0);
                     return false;
                   }));
  return hash;
}

Result<std::vector<Person>> list_people(store::Reader& reader, std::string_view tenant,
                                        const PageRequest& page) {
  store::Conditions conditions;
  conditions.add("tenant_id =", tenant);
  if (page.before) conditions.add("person_id <", Bytes(page.before->bytes));
  const std::string sql =
      fmt::format("SELECT {} FROM access_person WHERE TRUE{} ORDER BY person_id DESC LIMIT {}",
                  kPersonColumns, conditions.text(), page.limit);
  std::vector<Person> people;
  TRY(reader.query(sql, conditions.values(), [&](const Row& row) {
    people.push_back(person_from(row));
    return true;
  }));
  for (Person& person : people) TRY(read_roles(reader, person));
  return people;
}

Result<> set_roles(store::Transaction& transaction, const Uuid& person,
                   const std::vector<Role>& roles) {
  TRY(transaction.execute("DELETE FROM access_role WHERE person_id = $1", {Bytes(person.bytes)}));
  for (const Role role : roles) {
    TRY(transaction.execute("INSERT INTO access_role (person_id, role) VALUES ($1, $2)",
                            {Bytes(person.bytes), to_string(role)}));
  }
  return {};
}

Result<> set_active(store::Transaction& transaction, const Uuid& person, bool is_active) {
  TRY(transaction.execute("UPDATE access_person SET is_active = $1 WHERE person_id = $2",
                          {std::int64_t{is_active}, Bytes(person.bytes)}));
  return {};
}

Result<> set_password_hash(store::Transaction& transaction, const Uuid& person,
                           std::string_view hash) {
  TRY(transaction.execute("UPDATE access_person SET password_hash = $1 WHERE person_id = $2",
                          {hash, Bytes(person.bytes)}));
  return {};
}

Result<std::int64_t> count_administrators(store::Reader& reader, std::string_view tenant) {
  return TRY(reader.query_integer(
      "SELECT COUNT(*) FROM access_person p JOIN access_role r "
      "ON r.person_id = p.person_id AND r.role = 'administrator' "
      "WHERE p.tenant_id = $1 AND p.is_active = 1 AND p.password_hash IS NOT NULL",
      {tenant}))
  .value_or(0);
}

// --- sessions

Result<> insert_session(store::Transaction& transaction, const Hash& token,
                        const SessionRow& session) {
  TRY(transaction.execute(
      "INSERT INTO access_session (token_hash, session_id, tenant_id, person_id, created_at_ms, "
      "last_seen_at_ms, expires_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {Bytes(token), Bytes(session.id.bytes), session.tenant, Bytes(session.person.bytes),
       to_ms(session.created_at), to_ms(session.last_seen_at), to_ms(session.expires_at)}));
  return {};
}

Result<std::optional<SessionRow>> find_session(store::Reader& reader, const Hash& token) {
  std::optional<SessionRow> session;
  TRY(reader.query(
      "SELECT session_id, tenant_id, person_id, created_at_ms, last_seen_at_ms, expires_at_ms "
      "FROM access_session WHERE token_hash = $1",
      {Bytes(token)}, [&](const Row& row) {
        session = SessionRow{.id = uuid_from(row, 0),
                             .tenant = row.string(1),
                             .person = uuid_from(row, 2),
                             .created_at = from_ms(row.integer(3)),
                             .last_seen_at = from_ms(row.integer(4)),
                             .expires_at = from_ms(row.integer(5))};
        return false;
      }));
  return session;
}

Result<> delete_session(store::Transaction& transaction, const Uuid& session) {
  TRY(transaction.execute("DELETE FROM access_session WHERE session_id = $1",
                          {Bytes(session.bytes)}));
  return {};
}

Result<> delete_sessions_of(store::Transaction& transaction, const Uuid& person,
                            const Uuid& except) {
  TRY(transaction.execute("DELETE FROM access_session WHERE person_id = $1 AND session_id <> $2",
                          {Bytes(person.bytes), Bytes(except.bytes)}));
  return {};
}

Result<> note_session_seen(store::Transaction& transaction, const Hash& token, const Uuid& person,
                           Timestamp at) {
  TRY(transaction.execute(
      "UPDATE access_session SET last_seen_at_ms = $1 WHERE token_hash = $2 AND "
      "last_seen_at_ms < $3",
      {to_ms(at), Bytes(token), to_ms(at)}));
  TRY(
      transaction.execute("UPDATE access_person SET last_seen_at_ms = $1 WHERE person_id = $2 AND "
                          "(last_seen_at_ms IS NULL OR last_seen_at_ms < $3)",
                          {to_ms(at), Bytes(person.bytes), to_ms(at)}));
  return {};
}

Result<> delete_expired(store::Transaction& transaction, Timestamp now) {
  TRY(transaction.execute("DELETE FROM access_session WHERE expires_at_ms <= $1", {to_ms(now)}));
  TRY(transaction.execute("DELETE FROM access_link WHERE expires_at_ms <= $1", {to_ms(now)}));
  return {};
}

// --- API keys

Result<> insert_key(store::Transaction& transaction, const ApiKey& key, const Hash& token) {
  const std::string scopes = join(key.scopes, " ");
  TRY(transaction.execute(
      "INSERT INTO access_api_key (key_id, tenant_id, token_hash, prefix, name, scopes, "
      "created_by, created_at_ms, expires_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {Bytes(key.id.bytes), key.tenant, Bytes(token), key.prefix, key.name, scopes, key.created_by,
       to_ms(key.created_at), time_or_null(key.expires_at)}));
  return {};
}

Result<std::optional<ApiKey>> find_key(store::Reader& reader, std::string_view tenant,
                                       const Uuid& id) {
  static const std::string kSql = fmt::format(
      "SELECT {} FROM access_api_key WHERE key_id = $1 AND tenant_id = $2", kKeyColumns);
  return one_key(reader, kSql, {Bytes(id.bytes), tenant});
}

Result<std::optional<ApiKey>> find_key_by_token(store::Reader& reader, const Hash& token) {
  static const std::string kSql =
      fmt::format("SELECT {} FROM access_api_key WHERE token_hash = $1", kKeyColumns);
  return one_key(reader, kSql, {Bytes(token)});
}

Result<std::vector<ApiKey>> list_keys(store::Reader& reader, std::string_view tenant,
                                      const PageRequest& page) {
  store::Conditions conditions;
  conditions.add("tenant_id =", tenant);
  if (page.before) conditions.add("key_id <", Bytes(page.before->bytes));
  const std::string sql =
      fmt::format("SELECT {} FROM access_api_key WHERE TRUE{} ORDER BY key_id DESC LIMIT {}",
                  kKeyColumns, conditions.text(), page.limit);
  std::vector<ApiKey> keys;
  TRY(reader.query(sql, conditions.values(), [&](const Row& row) {
    keys.push_back(key_from(row));
    return true;
  }));
  return keys;
}

Result<Hash> token_hash_of(store::Reader& reader, const Uuid& key) {
  Hash hash{};
  TRY(reader.query("SELECT token_hash FROM access_api_key WHERE key_id = $1", {Bytes(key.bytes)},
                   [&](const Row& row) {
                     const Bytes stored = row.blob(0);
                     if (stored.size() == hash.size()) std::ranges::copy(stored, hash.begin());
                     return false;
                   }));
  return hash;
}

Result<> revoke_key(store::Transaction& transaction, const Uuid& id, Timestamp at) {
  TRY(transaction.execute("UPDATE access_api_key SET revoked_at_ms = $1 WHERE key_id = $2",
                          {to_ms(at), Bytes(id.bytes)}));
  return {};
}

Result<> note_key_used(store::Transaction& transaction, const Uuid& id, Timestamp at) {
  TRY(
      transaction.execute("UPDATE access_api_key SET last_used_at_ms = $1 WHERE key_id = $2 AND "
                          "(last_used_at_ms IS NULL OR last_used_at_ms < $3)",
                          {to_ms(at), Bytes(id.bytes), to_ms(at)}));
  return {};
}

// --- links

Result<> replace_link(store::Transaction& transaction, const Hash& token, const LinkRow& link) {
  if (link.person) {
    TRY(transaction.execute("DELETE FROM access_link WHERE person_id = $1",
                            {Bytes(link.person->bytes)}));
  } else {
    TRY(transaction.execute("DELETE FROM access_link WHERE tenant_id = $1 AND person_id IS NULL",
                            {link.tenant}));
  }
  const Value person = link.person ? Value(Bytes(link.person->bytes)) : Value(nullptr);
  TRY(transaction.execute(
      "INSERT INTO access_link (token_hash, tenant_id, purpose, person_id, expires_at_ms) "
      "VALUES ($1, $2, $3, $4, $5)",
      {Bytes(token), link.tenant, to_string(link.purpose), person, to_ms(link.expires_at)}));
  return {};
}

Result<std::optional<LinkRow>> find_link(store::Reader& reader, const Hash& token) {
  std::optional<LinkRow> link;
  std::string purpose;
  TRY(reader.query(
      "SELECT purpose, tenant_id, person_id, expires_at_ms FROM access_link WHERE token_hash = $1",
      {Bytes(token)}, [&](const Row& row) {
        purpose = row.string(0);
        link = LinkRow{.tenant = row.string(1), .expires_at = from_ms(row.integer(3))};
        if (!row.is_null(2)) link->person = uuid_from(row, 2);
        return false;
      }));
  if (link) link->purpose = TRY(purpose_from(purpose));
  return link;
}

Result<bool> delete_link(store::Transaction& transaction, const Hash& token) {
  return TRY(transaction.execute("DELETE FROM access_link WHERE token_hash = $1", {Bytes(token)}))
  == 1;
}

// --- what acts recorded

Result<std::optional<std::string>> find_record(store::Reader& reader, const Uuid& entry) {
  std::optional<std::string> body;
  TRY(reader.query("SELECT body FROM access_record WHERE entry_id = $1", {Bytes(entry.bytes)},
                   [&](const Row& row) {
                     body = row.string(0);
                     return false;
                   }));
  return body;
}

// --- what other nodes must notice

Result<> bump_revision(store::Transaction& transaction, std::string_view tenant) {
  TRY(transaction.execute(
      "INSERT INTO access_revision (tenant_id, revision) VALUES ($1, 1) "
      "ON CONFLICT (tenant_id) DO UPDATE SET revision = access_revision.revision + 1",
      {tenant}));
  return {};
}

Result<std::int64_t> revision(store::Reader& reader, std::string_view tenant) {
  return TRY(
      reader.query_integer("SELECT revision FROM access_revision WHERE tenant_id = $1", {tenant}))
  .value_or(0);
}

}  // namespace holdfast::access

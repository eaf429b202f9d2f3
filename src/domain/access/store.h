// The SQL of access. Functions of a transaction or a reader: the services decide what belongs
// together.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "domain/access/types.h"
#include "platform/store/database.h"

namespace holdfast::access {

// --- people

// Conflict: somebody has this e-mail address already.
Result<> insert_person(store::Transaction& transaction, const Person& person);
Result<std::optional<Person>> find_person(store::Reader& reader, std::string_view tenant,
                                          const Uuid& id);
// With the password's hash, "" when there is none.
struct PersonWithPassword {
  Person person;
  std::string password_hash;
};
Result<std::optional<PersonWithPassword>> find_person_by_email(store::Reader& reader,
                                                               std::string_view tenant,
                                                               std::string_view email);
Result<std::string> password_hash_of(store::Reader& reader, const Uuid& person);
Result<std::vector<Person>> list_people(store::Reader& reader, std::string_view tenant,
                                        const PageRequest& page);
Result<> set_roles(store::Transaction& transaction, const Uuid& person,
                   const std::vector<Role>& roles);
Result<> set_active(store::Transaction& transaction, const Uuid& person, bool is_active);
Result<> set_password_hash(store::Transaction& transaction, const Uuid& person,
                           std::string_view hash);
// Active, and able to sign in.
Result<std::int64_t> count_administrators(store::Reader& reader, std::string_view tenant);

// --- sessions

struct SessionRow {
  Uuid id;
  std::string tenant;
  Uuid person;
  Timestamp created_at{}, last_seen_at{}, expires_at{};
};
Result<> insert_session(store::Transaction& transaction, const Hash& token,
                        const SessionRow& session);
Result<std::optional<SessionRow>> find_session(store::Reader& reader, const Hash& token);
Result<> delete_session(store::Transaction& transaction, const Uuid& session);
// All of a person but `except`, which may be nil.
Result<> delete_sessions_of(store::Transaction& transaction, const Uuid& person,
                            const Uuid& except);
Result<> note_session_seen(store::Transaction& transaction, const Hash& token, const Uuid& person,
                           Timestamp at);
// Sessions and links that are over.
Result<> delete_expired(store::Transaction& transaction, Timestamp now);

// --- API keys

Result<> insert_key(store::Transaction& transaction, const ApiKey& key, const Hash& token);
Result<std::optional<ApiKey>> find_key(store::Reader& reader, std::string_view tenant,
                                       const Uuid& id);
Result<std::optional<ApiKey>> find_key_by_token(store::Reader& reader, const Hash& token);
Result<std::vector<ApiKey>> list_keys(store::Reader& reader, std::string_view tenant,
                                      const PageRequest& page);
// Zeros when there is no such key.
Result<Hash> token_hash_of(store::Reader& reader, const Uuid& key);
Result<> revoke_key(store::Transaction& transaction, const Uuid& id, Timestamp at);
Result<> note_key_used(store::Transaction& transaction, const Uuid& id, Timestamp at);

// --- links

struct LinkRow {
  LinkPurpose purpose = LinkPurpose::SignIn;
  std::string tenant;
  std::optional<Uuid> person;
  Timestamp expires_at{};
};
// Earlier links of the same person, or for the first administrator, stop working.
Result<> replace_link(store::Transaction& transaction, const Hash& token, const LinkRow& link);
Result<std::optional<LinkRow>> find_link(store::Reader& reader, const Hash& token);
// False: somebody else used it first.
Result<bool> delete_link(store::Transaction& transaction, const Hash& token);

// --- what acts recorded

Result<std::optional<std::string>> find_record(store::Reader& reader, const Uuid& entry);

// --- what other nodes must notice

Result<> bump_revision(store::Transaction& transaction, std::string_view tenant);
Result<std::int64_t> revision(store::Reader& reader, std::string_view tenant);

}  // namespace holdfast::access

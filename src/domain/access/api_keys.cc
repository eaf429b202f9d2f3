#include "domain/access/api_keys.h"

#include <algorithm>

#include <fmt/core.h>

#include "domain/access/record.h"
#include "domain/access/store.h"
#include "platform/crypto/token.h"

namespace holdfast::access {
namespace {

constexpr std::string_view kPrefix = "hfk";
constexpr std::size_t kShownCharacters = 8;  // "hfk_" and four more: 24 bits of 256
constexpr std::size_t kScopesMax = 64;
constexpr std::chrono::minutes kUsedPrecision{1};

Error not_valid() { return {ErrorCode::NotFound, "the API key is not, or no longer, valid"}; }

Result<std::vector<std::string>> checked_scopes(const Actor& actor,
                                                std::vector<std::string> scopes) {
  std::sort(scopes.begin(), scopes.end());
  scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
  if (scopes.empty() || scopes.size() > kScopesMax) {
    return Error{ErrorCode::InvalidInput, "scopes: 1 to 64 permissions"};
  }
  for (const std::string& scope : scopes) {
    if (!is_permission(scope)) {
      return Error{ErrorCode::InvalidInput, "scopes: one is not a permission; see /v1/roles"};
    }
    if (!actor.permissions.contains(scope)) {
      return Error{ErrorCode::Denied,
                   fmt::format("scopes: you cannot give {}, which you do not have", scope)};
    }
  }
  return scopes;
}

}  // namespace

Result<CreatedApiKey> ApiKeys::create(const Actor& actor, const NewApiKey& wanted) {
  ApiKey key;
  key.id = ids_.next();
  key.tenant = actor.tenant;
  key.name = TRY(normal_name(wanted.name));
  key.scopes = TRY(checked_scopes(actor, wanted.scopes));
  key.created_by = actor.name;
  key.created_at = clock_.now();
  key.expires_at = wanted.expires_at;
  if (key.expires_at && *key.expires_at <= key.created_at) {
    return Error{ErrorCode::InvalidInput, "expires_at: must be in the future"};
  }
  crypto::Token token = crypto::make_token(kPrefix, random_);
  key.prefix = token.text.reveal().substr(0, kShownCharacters);
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    TRY(insert_key(transaction, key, token.stored));
    return stage_recorded_act(transaction, audit_, actor, "key.created", "key:" + to_string(key.id),
                              record_of_key(key, token.stored));
  }));
  return CreatedApiKey{.key = std::move(key), .secret = std::move(token.text)};
}

Result<ApiKey> ApiKeys::revoke(const Actor& actor, const Uuid& id, std::string_view reason) {
  std::optional<ApiKey> key;
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    key = TRY(find_key(transaction, actor.tenant, id));
    if (!key) return Error{ErrorCode::NotFound, "no API key has this id"};
    if (key->revoked_at) return {};
    key->revoked_at = clock_.now();
    TRY(revoke_key(transaction, id, *key->revoked_at));
    TRY(bump_revision(transaction, actor.tenant));
    JsonWriter json;
    json.begin_object().member("reason", reason).end();
    return stage_recorded_act(transaction, audit_, actor, "key.revoked", "key:" + to_string(id),
                              json.text());
  }));
  cache_.remove_if([&](const Entry& entry) { return entry.principal.id == id; });
  return *std::move(key);
}

Result<std::vector<ApiKey>> ApiKeys::list(std::string_view tenant, const PageRequest& page) {
  std::vector<ApiKey> keys;
  TRY(database_.read([&](store::Reader& reader) -> Result<> {
    keys = TRY(list_keys(reader, tenant, page));
    return {};
  }));
  return keys;
}

std::optional<http::Principal> ApiKeys::known(std::string_view token) {
  const Result<Hash> hash = crypto::read_token(kPrefix, token);
  if (!hash) return std::nullopt;
  const std::shared_ptr<Entry> entry = cache_.find(*hash);
  if (!entry) return std::nullopt;
  const Timestamp now = clock_.now();
  if (entry->expires_at && now >= *entry->expires_at) {
    cache_.remove(*hash);
    return std::nullopt;
  }
  entry->last_used_ms = to_ms(now);
  return entry->principal;
}

Result<http::Principal> ApiKeys::look_up(std::string_view token) {
  const Result<Hash> hash = crypto::read_token(kPrefix, token);
  if (!hash) return not_valid();
  const auto ticket = cache_.ticket();
  std::optional<ApiKey> key;
  TRY(database_.read([&](store::Reader& reader) -> Result<> {
    key = TRY(find_key_by_token(reader, *hash));
    return {};
  }));
  const Timestamp now = clock_.now();
  if (!key || key->revoked_at || (key->expires_at && now >= *key->expires_at)) return not_valid();
  const auto entry = std::make_shared<Entry>();
  entry->principal = {.kind = http::Principal::Kind::ApiKey,
                      .id = key->id,
                      .tenant = key->tenant,
                      .display_name = key->name,
                      .permissions = http::PermissionSet({key->scopes.begin(), key->scopes.end()})};
  entry->expires_at = key->expires_at;
  entry->stored_used_ms = key->last_used_at ? to_ms(*key->last_used_at) : 0;
  entry->last_used_ms = to_ms(now);
  cache_.offer(*hash, entry, ticket);
  return entry->principal;
}

void ApiKeys::forget_all() {
  cache_.remove_if([](const Entry&) { return true; });
}

Result<> ApiKeys::flush() {
  struct Used {
    std::shared_ptr<Entry> entry;
    std::int64_t at_ms;
  };
  std::vector<Used> used;
  for (auto& [token, entry] : cache_.all()) {
    const std::int64_t at_ms = entry->last_used_ms;
    if (from_ms(at_ms) - from_ms(entry->stored_used_ms) >= kUsedPrecision) {
      used.push_back({entry, at_ms});
    }
  }
  if (used.empty()) return {};
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    for (const Used& one : used) {
      TRY(note_key_used(transaction, one.entry->principal.id, from_ms(one.at_ms)));
    }
    return {};
  }));
  for (const Used& one : used) one.entry->stored_used_ms = one.at_ms;
  return {};
}

}  // namespace holdfast::access

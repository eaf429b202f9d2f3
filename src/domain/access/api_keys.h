// API keys of programs: permissions under a secret that is shown once.

#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "domain/access/credential_cache.h"
#include "domain/access/types.h"
#include "domain/audit/audit_log.h"
#include "platform/store/database.h"

namespace holdfast::access {

struct NewApiKey {
  std::string name;
  std::vector<std::string> scopes;
  std::optional<Timestamp> expires_at;
};

struct CreatedApiKey {
  ApiKey key;
  Sensitive<std::string> secret;  // "hfk_…", for the only time
};

// Thread-safe.
class ApiKeys {
 public:
  ApiKeys(store::Database& database, const Clock& clock, IdSource& ids, Random& random,
          audit::AuditLog& audit)
      : database_(database), clock_(clock), ids_(ids), random_(random), audit_(audit) {}

  // InvalidInput: no such scope. Denied: a scope that the actor does not have.
  Result<CreatedApiKey> create(const Actor& actor, const NewApiKey& wanted);
  // Revoking twice changes nothing. NotFound.
  Result<ApiKey> revoke(const Actor& actor, const Uuid& id, std::string_view reason);
  Result<std::vector<ApiKey>> list(std::string_view tenant, const PageRequest& page);

  // From memory; nothing when it is not known there.
  std::optional<http::Principal> known(std::string_view token);
  // From the database. NotFound: never was, expired or revoked.
  Result<http::Principal> look_up(std::string_view token);

  void forget_all();
  Result<> flush();

 private:
  struct Entry {
    http::Principal principal;
    std::optional<Timestamp> expires_at;
    std::atomic<std::int64_t> last_used_ms{0};
    std::atomic<std::int64_t> stored_used_ms{0};
  };

  store::Database& database_;
  const Clock& clock_;
  IdSource& ids_;
  Random& random_;
  audit::AuditLog& audit_;
  CredentialCache<Entry> cache_;
};

}  // namespace holdfast::access

// Sessions of people: known from memory, ended within a second wherever they are known.

#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "domain/access/credential_cache.h"
#include "domain/access/store.h"
#include "domain/access/types.h"
#include "platform/store/database.h"

namespace holdfast::access {

// What a browser gets.
struct NewSession {
  Sensitive<std::string> token;  // for the cookie
  Person person;
  Timestamp expires_at{};
};

// Thread-safe.
class Sessions {
 public:
  Sessions(store::Database& database, const Clock& clock, IdSource& ids, Random& random,
           const AccessOptions& options)
      : database_(database), clock_(clock), ids_(ids), random_(random), options_(options) {}

  // In the transaction that accepts the person.
  Result<NewSession> begin(store::Transaction& transaction, const Person& person);

  // From memory; nothing when it is not known there.
  std::optional<http::Principal> known(std::string_view token);
  // From the database. NotFound: over, never was, or its person is not active.
  Result<http::Principal> look_up(std::string_view token);
  // When the session ends whatever happens; nothing when it is not known.
  std::optional<Timestamp> expires_at(std::string_view token) const;

  // After the commit that ended them, or changed what their person may do.
  void forget(const Uuid& session);
  void forget_person(const Uuid& person);
  void forget_all();

  // Writes when each was seen last, in a few rows.
  Result<> flush();
  std::size_t known_count() const { return cache_.size(); }

 private:
  struct Entry {
    http::Principal principal;
    Timestamp expires_at{};
    std::atomic<std::int64_t> last_seen_ms{0};
    std::atomic<std::int64_t> stored_seen_ms{0};
  };

  bool is_over(Timestamp last_seen, Timestamp expires_at) const;

  store::Database& database_;
  const Clock& clock_;
  IdSource& ids_;
  Random& random_;
  const AccessOptions& options_;
  CredentialCache<Entry> cache_;
};

// What a browser must send back in X-CSRF-Token: bound to the session's token, which scripts of
// other sites cannot read.
std::string csrf_token(std::string_view session_token);

}  // namespace holdfast::access

// The ways into a session: a password, or a one-time link.

#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "domain/access/sessions.h"
#include "domain/access/store.h"
#include "domain/access/throttle.h"
#include "domain/access/types.h"
#include "domain/audit/audit_log.h"
#include "platform/store/database.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::access {

struct Attempt {
  std::string email;
  Sensitive<std::string> password;
  std::string address;  // where it comes from
};

struct LinkUse {
  Sensitive<std::string> token;
  std::optional<std::string> name, email;
  std::optional<Sensitive<std::string>> password;
};

struct LinkInfo {
  LinkPurpose purpose = LinkPurpose::SignIn;
  std::optional<Person> person;
  Timestamp expires_at{};
};

// What came of an attempt. Wrong tells nothing of what was wrong.
struct Outcome {
  enum class Kind : std::uint8_t { SignedIn, Wrong, TooMany };
  Kind kind = Kind::Wrong;
  std::optional<NewSession> session;
  std::chrono::seconds retry_after{0};
};

// Every success and every failure that was not throttled is an audit entry. Thread-safe.
class SignIn {
 public:
  SignIn(store::Database& database, const Clock& clock, IdSource& ids, audit::AuditLog& audit,
         Sessions& sessions, const AccessOptions& options, telemetry::Metrics* metrics);

  // Unavailable: too many passwords are being checked at once.
  Result<Outcome> by_password(const Attempt& attempt);

  // NotFound: the link was used, replaced or is too old. InvalidInput: it needs what was not given,
  // or the password is too weak; the link then still works.
  Result<NewSession> by_link(const LinkUse& use);
  Result<LinkInfo> check_link(std::string_view token);

  Result<> sign_out(const http::Principal& principal);

  // Ends the person's other sessions. Attempts are throttled as those to sign in are: TooMany,
  // Wrong or SignedIn, here without a session.
  Result<Outcome> change_password(const http::Principal& principal,
                                  const Sensitive<std::string>& current,
                                  const Sensitive<std::string>& wanted, std::string_view address);

 private:
  class HashSlot;

  Result<> accept(store::Transaction& transaction, const Person& person, std::string_view act,
                  std::optional<NewSession>& session);
  Result<> record_failure(const std::string& tenant, const std::string& subject);
  Result<Person> first_administrator(store::Transaction& transaction, const std::string& email,
                                     const std::string& name);
  Result<std::string> hash_for(const LinkInfo& link, const LinkUse& use);
  Result<Outcome> finish_sign_in(const PersonWithPassword& found, const Attempt& attempt);

  store::Database& database_;
  const Clock& clock_;
  IdSource& ids_;
  audit::AuditLog& audit_;
  Sessions& sessions_;
  const AccessOptions& options_;
  Throttle throttle_;
  // Each check takes 15 ms and 19 MiB: strangers must not have all cores and workers at it.
  std::atomic<int> hashing_{0};
  telemetry::Counter accepted_, refused_, throttled_;
};

}  // namespace holdfast::access

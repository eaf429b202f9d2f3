// Who may do what: people, sessions, API keys and roles, in one object that owns the parts.
//
//   Access access(database, clock, ids, random, audit, options, &metrics);
//   access.start();
//   add_routes(router, access);
//   http::Server::start(http_options, router, access.authenticator());

#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "domain/access/api_keys.h"
#include "domain/access/authenticator.h"
#include "domain/access/people.h"
#include "domain/access/sessions.h"
#include "domain/access/sign_in.h"
#include "domain/access/types.h"
#include "domain/audit/audit_log.h"
#include "platform/store/database.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::access {

// Thread-safe.
class Access {
 public:
  // What it is given outlives it; `metrics` may be null.
  Access(store::Database& database, const Clock& clock, IdSource& ids, Random& random,
         audit::AuditLog& audit, AccessOptions options, telemetry::Metrics* metrics = nullptr);
  ~Access() { stop(); }

  People& people() { return people_; }
  ApiKeys& keys() { return keys_; }
  Sessions& sessions() { return sessions_; }
  SignIn& sign_in() { return sign_in_; }
  const AccessOptions& options() const { return options_; }
  // The name behind "person:<id>" or "key:<id>", also of those whose access has ended; nothing for
  // anything else.
  Result<std::optional<std::string>> name_of(std::string_view tenant, std::string_view actor) const;
  http::Authenticator authenticator() { return make_authenticator(sessions_, keys_, options_); }

  // A thread that notices twice a second what another node has ended, writes once a minute who was
  // seen, and removes what is over.
  void start();
  void stop();
  // One round of it. With `is_full`, also what is due once a minute.
  Result<> maintain(bool is_full);

 private:
  void work();
  Result<> flush();

  store::Database& database_;
  const Clock& clock_;
  const AccessOptions options_;
  Sessions sessions_;
  ApiKeys keys_;
  People people_;
  SignIn sign_in_;
  telemetry::Gauge sessions_known_;
  std::int64_t revision_seen_ = -1;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::thread thread_;
};

// "https://holdfast.example/sign-in#token=hfl_…": browsers send nothing behind '#' to any server.
std::string link_address(std::string_view base_url, const Link& link);

std::vector<store::Migration> migrations();

}  // namespace holdfast::access

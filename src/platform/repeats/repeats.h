// Idempotency-Key for the routes that create something: a repeated request gets the first one's
// answer, for 24 hours.

#pragma once

#include <vector>

#include "base/clock.h"
#include "platform/http/http.h"
#include "platform/store/database.h"

namespace holdfast::repeats {

// Thread-safe.
class Repeats {
 public:
  Repeats(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  // Once all routes are added. Handlers of routes that create something are called for the first
  // request with a key. InvalidInput: the key is longer than 128 bytes. Conflict: the key was used
  // for another request; the first one's outcome is not known; or its answer showed a secret, which
  // is shown once.
  void guard(http::Router& router);

 private:
  struct Entry;

  void handle(const http::Route& route, const http::AsyncHandler& inner,
              std::shared_ptr<const http::Request> request, http::Respond respond);
  // The answer to give at once, if the request is a repeat.
  Result<std::optional<http::Response>> begin(const Entry& entry);
  void finish(const Entry& entry, const Result<http::Response>& result);

  store::Database& database_;
  const Clock& clock_;
};

// The schema steps of this module, for Database::migrate.
std::vector<store::Migration> migrations();

}  // namespace holdfast::repeats

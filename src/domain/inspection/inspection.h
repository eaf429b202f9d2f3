// The verdict path: every channel enters here, and nothing is answered before it is durable.
//
//   read → detect → decide → protect → one transaction {contact, message, findings, held original,
//   audit leaf, event} → answer
//
// Thread-safe.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/local_time.h"
#include "base/random.h"
#include "domain/audit/audit_log.h"
#include "domain/contacts/erasure.h"
#include "domain/inspection/reading.h"
#include "domain/inspection/rows.h"
#include "domain/inspection/types.h"
#include "domain/policies/policies.h"
#include "engine/detect/current_detector.h"
#include "platform/bus/bus.h"
#include "platform/crypto/keyring.h"
#include "platform/store/database.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::inspection {

struct InspectionSettings {
  std::vector<std::string> internal_domains;  // lower case; mail to them stays inside
  UtcOffsetAt utc_offset_at = no_utc_offset;  // for rules that ask for hour and weekday
  std::string locale = "en";                  // of notices, where a request names none
  std::chrono::hours held_for{72};            // then a held message expires and is destroyed
  std::size_t text_bytes_max = 4U << 20;      // of a message, after reading its files
  int worker_threads = 2;                     // for files and large texts
  std::size_t contacts_in_memory_max = 20'000;
};

// What the inspections are built on, from the most general to the most specific.
struct InspectionParts {
  store::Database& database;
  const Clock& clock;
  Random& random;
  IdSource& ids;
  const crypto::MasterKeys& keys;
  crypto::Keyring& keyring;
  bus::Bus& bus;
  audit::AuditLog& audit;
  policies::Policies& policies;
  const detect::CurrentDetector& detector;
  FileReader read_file;
};

class Inspections {
 public:
  // `metrics` may be null; otherwise it outlives the inspections.
  Inspections(InspectionParts parts, InspectionSettings settings,
              telemetry::Metrics* metrics = nullptr);
  ~Inspections();  // waits for what is being inspected

  using Done = std::function<void(Result<Inspection>)>;

  // Answers on any thread, once the outcome is durable. Small texts are worked on by the caller's
  // thread, files and large texts by a worker. InvalidInput: the request cannot stand. NotFound: no
  // contact has the id given. Conflict: the idempotency key was used for another request. On
  // Unavailable nothing was written and nothing may be passed on.
  void inspect(InspectionRequest request, Caller caller, Done done);
  Result<Inspection> inspect_and_wait(InspectionRequest request, Caller caller);

  // Answers on a worker. Conflict: one of the idempotency keys was used for another request.
  void expect_same_request(Caller caller, std::vector<std::string> keys, Hash request_hash,
                           std::function<void(Result<>)> done);

  struct Decided {
    HeldRow item;
    std::vector<SafePart> parts;  // to deliver; empty after a rejection
    audit::Receipt receipt;
  };
  enum class ReleaseForm : std::uint8_t { Original, Redacted };
  // Conflict: someone decided before, or it expired.
  Result<Decided> release(const Caller& caller, const Uuid& message, ReleaseForm form,
                          std::string_view reason);
  Result<Decided> reject(const Caller& caller, const Uuid& message, std::string_view reason);

  // Feeds the precision of the rules that the finding made fire. NotFound: no such finding.
  Result<> give_feedback(const Caller& caller, const Uuid& finding, std::string_view kind,
                         std::string_view reason);

  // Erases a customer and forgets what is remembered of the customer's contacts. Whoever writes
  // with the same external ids afterwards is a new customer in a new contact; a message that names
  // an erased contact by its id is NotFound. InvalidInput: the reason is too short or too long.
  // NotFound: no such customer, or erased before.
  Result<contacts::Erased> erase_customer(const Caller& caller, std::string_view customer,
                                          std::string_view reason);

  struct Impl;

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace holdfast::inspection

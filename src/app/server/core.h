// The parts that every program which touches a data directory needs: keys, database, log, people,
// policies. The server builds on it; so do the commands that work while no server runs.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "app/server/state_directory.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/local_time.h"
#include "base/random.h"
#include "domain/access/access.h"
#include "domain/audit/audit_log.h"
#include "domain/policies/stored_policies.h"
#include "engine/detect/current_detector.h"
#include "platform/bus/bus.h"
#include "platform/config/config.h"
#include "platform/crypto/keyring.h"
#include "platform/store/database.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::server {

// The one tenant of a single organisation.
inline constexpr std::string_view kTenant = "default";

enum class OpenMode {
  ReadWrite,  // makes and migrates what is missing, erases again who was erased; Conflict while a
              // server runs on it
  ReadOnly,   // also beside a running server; nothing is made
};

struct Core {
  static Result<std::unique_ptr<Core>> open(const config::Config& config, OpenMode mode);

  config::Config config;
  UtcOffsetAt utc_offset_at;  // of the tenant's time zone
  StateDirectory directory;
  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  telemetry::Metrics metrics;
  // Of the rule directory that config names, as it was before it was read.
  std::string rules_fingerprint;
  detect::CurrentDetector detector;
  crypto::MasterKeys keys;
  std::unique_ptr<store::Database> database;
  crypto::Keyring keyring;
  bus::Bus bus;
  audit::AuditLog audit;
  access::Access access;
  policies::StoredPolicies policies;
  // Keys that the erasure ledger had destroyed and that were there again: of a restored database.
  std::uint64_t keys_destroyed_again = 0;

  Core(config::Config config, UtcOffsetAt utc_offset_at, StateDirectory directory,
       detect::Detector detector, crypto::MasterKeys keys,
       std::unique_ptr<store::Database> database);
};

// The other half of verifying the log: a row that no entry vouches for, in words. Nothing when
// there is none.
Result<std::optional<std::string>> find_unvouched_row(Core& core);

// Every module's schema steps, in the order of modules.
std::vector<store::Migration> all_migrations();

}  // namespace holdfast::server

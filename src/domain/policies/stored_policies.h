// Policies of every tenant: drafts, activation, modes, feedback, and the snapshot that the verdict
// path reads. Every change stages its audit leaf and publishes its event in its own transaction.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/local_time.h"
#include "domain/audit/audit_log.h"
#include "domain/policies/policies.h"
#include "domain/policies/snapshot.h"
#include "domain/policies/types.h"
#include "engine/decide/policy.h"
#include "engine/detect/current_detector.h"
#include "platform/bus/bus.h"
#include "platform/store/database.h"

namespace holdfast::policies {

struct Draft {
  std::string yaml;
  std::string comment;
};

// Thread-safe.
class StoredPolicies final : public Policies {
 public:
  struct Parts {
    store::Database& database;
    const Clock& clock;
    IdSource& ids;
    bus::Bus& bus;
    audit::AuditLog& audit;
    const detect::CurrentDetector& detector;
    UtcOffsetAt utc_offset_at = no_utc_offset;  // of the tenant's day, for trials
  };

  // Registers with the audit log how entries about policies are verified. CHECKs that the shipped
  // packs parse.
  explicit StoredPolicies(const Parts& parts);

  // Makes the tenant's policies ready. A tenant without any gets the shipped packs, activated, in
  // `first_mode`; later, packs that a newer program ships with another text become drafts.
  // Corrupted: an active version does not parse any more.
  Result<> open(std::string_view tenant, decide::Mode first_mode);
  // Whether open() has made the tenant's policies before.
  Result<bool> was_opened(std::string_view tenant);

  // Reads what is stored and writes nothing: for commands that only look. The rest as open().
  Result<> reload(std::string_view tenant);

  // Whether what is active could be read beside another detector's types. InvalidInput says which
  // policy needs what the rules lack.
  Result<> expect_readable_with(std::string_view tenant, const detect::Detector& next);

  // Reads changes that another node made, when their events come. Before the bus starts.
  void follow_changes();

  // For a tenant that was not opened, or has nothing active: the shipped packs in mode enforce,
  // because a guard fails closed.
  std::shared_ptr<const ActiveSet> active(std::string_view tenant) const override;
  std::shared_ptr<const Snapshot> snapshot(std::string_view tenant) const;

  // InvalidInput: it does not parse, or is not named as `name` says ("" is any). Conflict: the
  // newest version has the same text.
  Result<StoredVersion> add_draft(const Author& author, std::string_view name, const Draft& draft);

  // NotFound; Conflict: the version is no draft; InvalidInput: its own tests fail, no reason, or it
  // is not said how the version is to run where the one before does more than observe. What was
  // never active, or only observed, begins in mode observe.
  Result<StoredVersion> activate(const Author& author, std::string_view name, std::uint32_t version,
                                 const Activation& activation);

  // All modes of a policy at once. InvalidInput: no mode for every queue, no reason. NotFound: no
  // such policy. Conflict: none of its versions was activated.
  Result<> set_modes(const Author& author, std::string_view name, const Modes& modes,
                     std::string_view reason);

  Result<> record_feedback(store::Transaction& transaction, std::string_view tenant,
                           const Feedback& feedback) override;
  Result<std::vector<RulePrecision>> precision(std::string_view tenant, std::string_view policy);

  Result<decide::Policy> parse(std::string_view yaml) const;
  detect::Detector detector() const { return parts_.detector.get(); }
  const Clock& clock() const { return parts_.clock; }
  std::int32_t utc_offset_minutes(Timestamp at) const { return parts_.utc_offset_at(at); }
  store::Database& database() const { return parts_.database; }

 private:
  Result<> install(std::string_view tenant, decide::Mode first_mode);
  Result<> draft_newer_packs(std::string_view tenant);
  static Result<std::shared_ptr<const Snapshot>> load(store::Reader& reader,
                                                      std::string_view tenant,
                                                      const decide::Policy::Vocabulary& vocabulary);
  std::string safe_reason(std::string_view reason);
  Result<StoredVersion> testable_version(std::string_view tenant, std::string_view name,
                                         std::uint32_t number) const;

  // In the caller's transaction, with leaf and event.
  Result<StoredVersion> write_draft(store::Transaction& transaction, const Author& author,
                                    std::string_view name, const Draft& draft);
  // Sets what the version remembers of its activation.
  Result<> write_activation(store::Transaction& transaction, const Author& author,
                            StoredVersion& version, const Modes& modes, std::string_view reason);
  Result<> write_modes(store::Transaction& transaction, const Author& author, std::string_view name,
                       const Modes& modes, std::string_view reason);
  Result<> publish(store::Transaction& transaction, std::string_view tenant, std::string_view topic,
                   std::string body);

  Parts parts_;
  struct ShippedPack {
    std::string name;
    std::string_view yaml;
  };
  std::vector<ShippedPack> packs_;
  std::shared_ptr<const Snapshot> fallback_;

  std::mutex reload_mutex_;  // one reading at a time, so that an older one never replaces a newer
  std::mutex scratch_mutex_;
  detect::Scratch scratch_;

  // Held for the copy of a pointer only. (std::atomic<shared_ptr> would spin on a bit instead.)
  mutable std::mutex snapshots_mutex_;
  std::map<std::string, std::shared_ptr<const Snapshot>, std::less<>> snapshots_;
};

}  // namespace holdfast::policies

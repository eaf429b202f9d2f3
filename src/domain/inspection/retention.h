// How long what is kept stays: by class, from day one.
//
// Content goes first (its sealed bytes, and what conversations left behind), the rows about
// messages and findings later. A held original expires with its hold, each with an entry of its
// own. Answers kept for repeated requests hold what was passed on, so they go after a day whatever
// the settings are. Each run that erased something leaves a leaf, so that the log can tell
// retention from tampering.

#pragma once

#include <chrono>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"
#include "domain/audit/audit_log.h"
#include "platform/store/database.h"

namespace holdfast::inspection {

// Zero keeps for ever.
struct RetentionPeriods {
  std::chrono::days content{90};    // the protected form of messages
  std::chrono::days messages{400};  // rows about messages and findings, and ended holds
};

struct RetentionResult {
  std::int64_t contents_erased = 0;
  std::int64_t messages_erased = 0;
  std::int64_t holds_expired = 0;
  std::int64_t answers_erased = 0;
};

class Retention {
 public:
  Retention(store::Database& database, const Clock& clock, IdSource& ids, audit::AuditLog& audit,
            RetentionPeriods periods)
      : database_(database), clock_(clock), ids_(ids), audit_(audit), periods_(periods) {}

  // Erases what is due for one tenant, in steps small enough not to hold up inspections. Safe to
  // repeat and to interrupt.
  Result<RetentionResult> run(std::string_view tenant);

 private:
  Result<std::int64_t> erase_answers(std::string_view tenant);
  Result<std::int64_t> erase_contents(std::string_view tenant);
  Result<std::int64_t> erase_messages(std::string_view tenant);
  Result<std::int64_t> expire_holds(std::string_view tenant);
  Result<> record(store::Transaction& transaction, std::string_view tenant,
                  std::string_view kept_class, Timestamp cutoff, std::int64_t rows);

  store::Database& database_;
  const Clock& clock_;
  IdSource& ids_;
  audit::AuditLog& audit_;
  RetentionPeriods periods_;
};

// Whether a run that stands in the log, with this class and cutoff, erased what was recorded at
// `recorded`: "content" or "messages".
Result<bool> was_erased_by_retention(store::Reader& reader, std::string_view tenant,
                                     std::string_view kept_class, Timestamp recorded);

}  // namespace holdfast::inspection

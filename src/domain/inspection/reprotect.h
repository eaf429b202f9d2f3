// Masks, in messages already stored, the pieces of a value that a later message completed: a card
// sent in four messages is harmless until the fourth.

#pragma once

#include <vector>

#include "base/ids.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "domain/audit/audit_log.h"
#include "domain/inspection/assess.h"
#include "domain/inspection/rows.h"
#include "platform/store/database.h"

namespace holdfast::inspection {

struct ReprotectContext {
  const detect::Detector& detector;
  audit::AuditLog& audit;
  IdSource& ids;
  Random& random;
  const SecretBytes& digest_key;
  const SecretBytes& subject_key;
  const Caller& caller;
  contacts::Contact& contact;  // counts what is found in its earlier messages, too
};

// Rewrites the stored form of each message named in assessment.earlier, adds the findings, leaves
// an `inspection.reprotected` leaf, and returns those that the decision protects, for the answer.
// Messages whose content was erased, or that are not stored, are passed over.
Result<std::vector<EarlierMessage>> reprotect(store::Transaction& transaction,
                                              const Assessment& assessment,
                                              const ReprotectContext& context);

}  // namespace holdfast::inspection

// What the gate needs of an inspection, whether it was made now or is repeated.

#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/sensitive.h"
#include "domain/inspection/types.h"

namespace holdfast::smtp {

struct GateVerdict {
  Uuid message;
  decide::Verdict verdict = decide::Verdict::Block;
  std::string log, entry;
  std::vector<std::string> notices;  // with what is offered instead
  Sensitive<std::string> safe_mail;  // "" where there is none in the form of a mail
  bool is_repeated = false;
};

GateVerdict verdict_from(inspection::Inspection inspection);

// From the answer that was kept for repeats. Corrupted: it does not read.
Result<GateVerdict> verdict_from_json(std::string_view answer);

}  // namespace holdfast::smtp

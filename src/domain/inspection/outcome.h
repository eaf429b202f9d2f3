// From an assessment to what is stored, answered and announced. Pure.

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "domain/inspection/assess.h"
#include "domain/inspection/rows.h"
#include "domain/inspection/storage_form.h"
#include "domain/inspection/types.h"

namespace holdfast::inspection {

// All that the request and the assessment say; ids, place and time are the caller's to fill.
MessageRow message_row(const InspectionRequest& request, const Assessment& assessment);

std::string rule_name(const decide::RuleHit& hit);     // "cards/card-number-in-clear"
std::string version_name(const decide::RuleHit& hit);  // "cards@3"

HeldRow held_row(const MessageRow& message, const StorageForm& form, Timestamp now,
                 std::chrono::hours held_for);

// In the request's unit of offsets.
std::vector<ShownFinding> shown_findings(const InspectionRequest& request,
                                         const Assessment& assessment, const StorageForm& form,
                                         const detect::Detector& detector);

// For the sender: one for each rule that took effect.
std::vector<Notice> notices(const Assessment& assessment);

// The contract's VerdictEvent.
std::string verdict_event(const MessageRow& message, const std::vector<FindingRow>& findings);

// Sorted, each once.
std::vector<std::string> finding_types(const std::vector<FindingRow>& findings);

}  // namespace holdfast::inspection

// Detect and decide over one message. Pure: no clock, no disk, no network.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/inspection/reading.h"
#include "domain/inspection/types.h"
#include "engine/decide/policy.h"
#include "engine/detect/detector.h"

namespace holdfast::inspection {

// Who a message goes to, as policy asked: by what was said, else by the address's domain, else by
// the direction.
struct Recipient {
  decide::RecipientKind kind = decide::RecipientKind::External;
  std::string domain;  // lower case, "" where there is none
};

struct Assessment {
  std::vector<ReadPart> parts;
  std::vector<PlacedFinding> findings;  // `part` indexes `parts`; in order of part and place
  std::vector<detect::EarlierFinding> earlier;  // pieces in earlier messages of the contact
  decide::Decision decision;                    // transforms run beside `findings`
  std::vector<Recipient> recipients;
  std::int32_t observed_part = -1;  // the part that the conversation saw; -1: none
  struct Overridden {
    std::size_t hit;  // in the decision
    std::string reason;
  };
  std::vector<Overridden> overridden;
  std::string rule_without_reason;  // overridden without the reason that it asks for; "" is none
  bool is_exposed = false;          // a mode kept a rule from changing or stopping the message
};

struct AssessmentContext {
  const detect::Detector& detector;
  std::span<const decide::ActivePolicy> policies;
  std::span<const std::string> internal_domains;  // lower case
  std::int32_t utc_offset_minutes = 0;
  std::string_view locale;  // of the notices
  std::string_view queue;
  Timestamp at{};
};

// The conversation moves on by exactly one message, whatever the parts are.
Assessment assess(const InspectionRequest& request, std::vector<ReadPart> parts,
                  detect::Conversation& conversation, detect::Scratch& scratch,
                  const AssessmentContext& context);

// Whether no later finding is a piece of the same value. Only the last piece may keep digits.
bool is_last_piece(const Assessment& assessment, std::size_t finding_index);

// "agent", "customer", "system".
std::string_view to_string(detect::Role role);

}  // namespace holdfast::inspection

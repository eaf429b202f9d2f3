// What goes into an inspection and what comes out, as the contract (api.yaml) has it.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/sensitive.h"
#include "base/utf8.h"
#include "domain/audit/audit_log.h"
#include "domain/contacts/contact.h"
#include "engine/decide/policy.h"
#include "engine/detect/detector.h"

namespace holdfast::inspection {

enum class PartKind : std::uint8_t { Body, Attachment };
std::string_view to_string(PartKind kind);

struct GivenPart {
  PartKind kind = PartKind::Body;
  Sensitive<std::string> name;
  std::string media_type;          // "" when not said
  Sensitive<std::string> content;  // text as UTF-8, or the bytes of a file
  bool is_file = false;            // sent as `data`
};

struct GivenRecipient {
  std::optional<decide::RecipientKind> kind;
  Sensitive<std::string> address;
};

// The sender insists against one rule.
struct Override {
  std::string rule;    // "cards/card-number-in-clear"
  std::string reason;  // "" when none was given
};

// Who gave the message to us.
struct Caller {
  std::string tenant;
  std::string actor;  // "key:<id>", "person:<id>", "system"
};

struct InspectionRequest {
  std::string channel;
  std::string direction;
  contacts::ContactReference contact;
  detect::Role sender_role = detect::Role::Customer;
  Sensitive<std::string> sender_address;
  std::vector<GivenRecipient> recipients;
  std::vector<GivenPart> parts;
  std::string external_id;
  std::optional<Timestamp> at;
  std::string locale;               // of the notices; "" is the tenant's
  std::vector<Override> overrides;  // each rule once
  // Set when repeating the request must give the first one's answer.
  std::string idempotency_key;
  Hash request_hash{};  // of the body and the unit of offsets
  OffsetCounter::Unit offsets = OffsetCounter::Unit::CodePoint;
};

// A finding in one of the parts read. `part` indexes the parts given in answers, and the parts read
// (a mail is several) in what is stored.
struct PlacedFinding {
  std::uint32_t part = 0;
  detect::Finding finding;
};

struct SafePart {
  PartKind kind = PartKind::Body;
  Sensitive<std::string> name;
  std::string media_type;
  Sensitive<std::string> text;
  Sensitive<std::string> data;  // untouched bytes of a file without findings; then text is empty
  bool is_converted = false;    // a file with findings, replaced by its protected text
};

struct Notice {
  std::string rule;
  decide::Verdict verdict = decide::Verdict::Allow;
  decide::Severity severity = decide::Severity::Info;
  std::string reason;
  std::string text;
  std::string offer;
  decide::Override override = decide::Override::No;
};

struct EarlierMessage {
  Uuid message;
  std::string external_id;
  decide::Verdict verdict = decide::Verdict::Allow;
  std::vector<SafePart> parts;
};

// A finding as the answer shows it.
struct ShownFinding {
  Uuid id;  // of what is stored, for feedback
  std::string type;
  std::string_view category;
  std::uint32_t part = 0;
  std::string path;       // "" when the part is plain text
  std::size_t begin = 0;  // in the unit asked for, of the text as it came
  std::size_t end = 0;
  float confidence = 0;
  std::string masked;
  std::uint32_t entity = 0;
  std::vector<detect::Evidence> evidence;
};

struct Inspection {
  Uuid id;
  Uuid contact;
  decide::Verdict verdict = decide::Verdict::Allow;
  decide::Severity severity = decide::Severity::Info;
  std::string rule;            // "" when no rule took effect
  std::string policy_version;  // "cards@3"
  std::vector<ShownFinding> findings;
  std::vector<SafePart> parts;
  std::vector<Notice> notices;
  std::vector<EarlierMessage> earlier;
  audit::Receipt receipt;
  // The answer that was given before, when the request repeated one: nothing else is then set.
  Sensitive<std::string> repeated_answer;
};

}  // namespace holdfast::inspection

// Content as it is kept: parts of a message as JSON, sealed under the subject's key.

#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/sensitive.h"
#include "base/sha256.h"
#include "domain/inspection/types.h"

namespace holdfast::inspection {

// One part as it was read. A file may be several: a mail's headers, body, attachments.
struct StoredPart {
  PartKind kind = PartKind::Body;
  std::string path;  // "body", "attachment[0]"
  Sensitive<std::string> name;
  std::string media_type;
  Sensitive<std::string> text;  // the protected form
  std::string unreadable;       // why, "" when it was read
};

struct StoredContent {
  std::vector<StoredPart> parts;
  // The part that the conversation's state knows as this message; -1 when there is none.
  std::int32_t observed_part = -1;
};

std::string to_json(const StoredContent& content);
Result<StoredContent> stored_content_from(std::string_view json);

// What a held message was, byte for byte.
std::string to_json(const std::vector<GivenPart>& original);
Result<std::vector<GivenPart>> original_from(std::string_view json);

// The authenticated context of sealing: ties sealed bytes to their row.
std::string content_context(const Uuid& message);
std::string original_context(const Uuid& message);
std::string state_context(const Uuid& contact);
std::string answer_context(const Hash& key_hash);

// Under which the answer to an Idempotency-Key is kept: each caller's keys are its own.
Hash idempotency_hash(std::string_view actor, std::string_view key);

}  // namespace holdfast::inspection

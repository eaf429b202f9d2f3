// Trying policies on a text that is not stored: what is found, what is decided, what would be sent.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/secret_bytes.h"
#include "base/sensitive.h"
#include "domain/policies/snapshot.h"
#include "engine/detect/detector.h"

namespace holdfast::policies {

struct TrialRequest {
  Sensitive<std::string> text;
  std::string channel = "chat";
  std::string direction = "inbound";
  std::string sender_role = "customer";
  std::string queue;
  struct Recipient {
    decide::RecipientKind kind = decide::RecipientKind::External;
    std::string domain;
  };
  std::vector<Recipient> recipients;
  bool is_readable = true;
  std::string locale = "en";
  // The mode that all policies are tried in; nothing: as they run now for the queue.
  std::optional<decide::Mode> mode = decide::Mode::Enforce;
  // In place of its policy's active version; may be null.
  std::shared_ptr<const decide::Policy> draft;
};

struct TrialTime {
  Timestamp now{};
  std::int32_t utc_offset_minutes = 0;
};

struct Trial {
  std::vector<detect::Finding> findings;
  decide::Decision decision;  // its transforms run beside `findings`
  Sensitive<std::string> protected_text;
};

// InvalidInput for a channel, direction or role that policies do not know.
Result<Trial> run_trial(const Snapshot& active, const detect::Detector& detector, Bytes digest_key,
                        TrialTime time, const TrialRequest& request);

}  // namespace holdfast::policies

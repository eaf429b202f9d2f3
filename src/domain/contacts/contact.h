// The contact: one interaction of one customer with the centre, and the centre of the data model.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "engine/decide/verdict.h"

namespace holdfast::contacts {

// How a message names its contact. All empty: the message opens a contact of its own.
struct ContactReference {
  std::optional<Uuid> id;
  std::string external_id;
  std::string queue;
  std::string agent;     // the agent's id in the system it came from
  std::string customer;  // the customer's id there
};

struct Contact {
  Uuid id;
  std::string tenant;
  std::string external_id;  // "" where there is none
  std::string channel;
  std::string queue;
  std::string agent;
  std::optional<Uuid> customer;
  // Whose key seals what is kept of this contact: the customer's when known at the opening, else
  // the contact's own. It stays when the customer becomes known later, or older content would not
  // open.
  std::string subject;
  Timestamp opened_at{};
  Timestamp last_message_at{};
  std::int64_t message_count = 0;
  std::int64_t finding_count = 0;
  decide::Verdict verdict = decide::Verdict::Allow;
  decide::Severity severity = decide::Severity::Info;
  std::vector<std::string> finding_types;  // sorted, each once
  std::int64_t revision = 0;               // 0: not stored yet

  void add_finding_type(std::string_view type);
};

}  // namespace holdfast::contacts

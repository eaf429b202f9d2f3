// Stored messages, findings and held items to JSON, as the contract has them.

#pragma once

#include <vector>

#include "base/json_writer.h"
#include "domain/inspection/content.h"
#include "domain/inspection/store.h"
#include "platform/crypto/keyring.h"

namespace holdfast::inspection {

struct StoredMessage {
  MessageRow row;
  std::vector<FindingRow> findings;
  StoredContent content;  // no parts once erased
  bool is_erased = false;
  std::string held_state;  // "" when it was never held
};

// Opens what is kept. A message whose key was destroyed comes back as erased, not as an error.
Result<StoredMessage> open_message(store::Reader& reader, crypto::Keyring& keyring,
                                   std::string_view subject, MessageRow row);

void write_message(JsonWriter& json, const StoredMessage& message);

// `content` gives the text that offsets are counted in; nullptr when it is erased or not at hand.
void write_stored_finding(JsonWriter& json, const FindingWithPlace& finding,
                          const StoredContent* content);

void write_held(JsonWriter& json, const HeldRow& held);

}  // namespace holdfast::inspection

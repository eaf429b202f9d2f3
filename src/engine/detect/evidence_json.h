// Evidence and confidence as every interface shows them.

#pragma once

#include <span>

#include <fmt/core.h>

#include "base/json_writer.h"
#include "engine/detect/finding.h"

namespace holdfast::detect {

// [{"kind": "check", "what": "luhn"}, …], a value of its own.
inline void write_evidence(JsonWriter& json, std::span<const Evidence> evidence) {
  json.begin_array();
  for (const Evidence& item : evidence) {
    json.begin_object().member("kind", to_string(item.kind)).member("what", item.what).end();
  }
  json.end();
}

// The member "confidence": 0.78, not the 0.7799999713897705 that the float is in a double.
inline JsonWriter& write_confidence(JsonWriter& json, double confidence) {
  return json.key("confidence").raw(fmt::format("{}", static_cast<float>(confidence)));
}

}  // namespace holdfast::detect

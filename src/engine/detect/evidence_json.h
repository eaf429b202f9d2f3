// Evidence and confidence as every interface shows them.

#pragma once

#include <cmath>
#include <span>

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

// Four decimals: a confidence is a float, and 0.85 must not be sent as 0.8500000238.
inline double shown_confidence(double confidence) { return std::round(confidence * 1e4) / 1e4; }

}  // namespace holdfast::detect

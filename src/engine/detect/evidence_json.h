// Evidence as every interface shows it.

#pragma once

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

}  // namespace holdfast::detect

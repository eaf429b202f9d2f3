// What an agent asks a customer for that nobody may ask for: a password, a PIN, a one-time code, a
// card code.
//
// The request is no sensitive data: its span holds the words that name the thing, and nothing of it
// is masked. It is a finding so that policy can speak about it as about any other.

#pragma once

#include <string_view>
#include <vector>

#include "engine/detect/detector.h"

namespace holdfast::detect {

inline constexpr std::string_view kCredentialRequest = "credential_request";

inline bool is_request(const EntityType& type) { return type.name == kCredentialRequest; }

// In order of `begin`, never overlapping. `text` is what an agent wrote or said; English, German,
// Spanish and French are understood. Nothing where the rules do not know the type.
std::vector<Finding> find_requests(const Detector& detector, std::string_view text);

// Puts them among `findings`, which are in order of `begin`. What stands where a value was found is
// left out.
void add_requests(const Detector& detector, std::string_view text, std::vector<Finding>& findings);

}  // namespace holdfast::detect

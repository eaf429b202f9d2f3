// The rules that fired on a message, as its row keeps them: JSON, written once and read for
// feedback.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/decide/policy.h"

namespace holdfast::inspection {

// What feedback needs of a stored hit.
struct StoredHit {
  std::string policy;  // "cards"
  std::uint32_t version = 0;
  std::string rule;  // "card-number-in-clear"
  // Which of the message's findings, in the order of their ids, made the rule fire.
  std::vector<std::uint32_t> findings;
  bool names_findings = false;  // rows of before this was kept do not

  // What is known to be about another finding says nothing of this one.
  bool may_rest_on(std::uint32_t finding) const;
};

std::string hits_json(const std::vector<decide::RuleHit>& hits);

// `hits_json` with one more.
std::string with_hit(std::string hits_json, const decide::RuleHit& hit);

// What cannot be read is left out: the row stays readable in every other way.
std::vector<StoredHit> stored_hits(std::string_view hits_json);

}  // namespace holdfast::inspection

// What the tests of this module share: a vocabulary and policies made from a few lines.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "engine/decide/policy.h"

namespace holdfast::decide {

inline Policy::Vocabulary vocabulary() {
  return {.types = {"payment_card", "card_cvv", "us_ssn", "iban", "email", "password"},
          .categories = {"payment", "government_id", "bank", "contact_detail", "credential"},
          .type_categories = {"payment", "payment", "government_id", "bank", "contact_detail",
                              "credential"}};
}

// A document with one test that always holds, so that only `rules` matter.
inline std::string document(std::string_view rules) {
  return fmt::format(
      "policy: p\ntitle: A policy\nrules:\n{}\n"
      "tests:\n  - {{name: nothing, facts: {{}}, expect: {{verdict: allow}}}}\n",
      rules);
}

// One rule on one line each: `conditions` are the lines below the rule's name.
inline std::string rule(std::string_view name, std::string_view verdict,
                        std::string_view conditions) {
  const std::string_view notice = verdict == "allow" ? "" : ", notice: Told";
  return fmt::format(
      "  - name: {}\n    {}\n    then: {{verdict: {}, severity: low, reason: Because{}}}\n", name,
      conditions, verdict, notice);
}

inline Policy parsed(const std::string& yaml) {
  Result<Policy> policy = Policy::parse(yaml, vocabulary());
  if (!policy) ADD_FAILURE() << policy.error().message << "\n" << yaml;
  return *std::move(policy);
}

inline Decision decide_by(const Policy& policy, const MessageFacts& message,
                          Mode mode = Mode::Enforce) {
  const ActivePolicy active{.policy = &policy, .version = 1, .mode = mode};
  return decide({&active, 1}, message);
}

}  // namespace holdfast::decide

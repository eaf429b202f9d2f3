// What the tests of this module share: one detector, small policies, and stored policies on a
// database of their own.

#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/random.h"
#include "domain/policies/store.h"
#include "domain/policies/stored_policies.h"
#include "domain/policies/vocabulary.h"
#include "platform/store/testing/test_databases.h"

namespace holdfast::policies {

// Loaded once: it is immutable.
inline const detect::Detector& shared_detector() {
  static const detect::Detector detector = [] {
    Result<detect::Detector> loaded = detect::Detector::load_embedded();
    if (!loaded) ADD_FAILURE() << loaded.error().message;
    return *std::move(loaded);
  }();
  return detector;
}

inline const detect::CurrentDetector& shared_current_detector() {
  static const detect::CurrentDetector current(shared_detector());
  return current;
}

// A policy of one rule with a test that it passes.
inline std::string small_policy(std::string_view name, std::string_view verdict,
                                std::string_view type = "iban") {
  return fmt::format(
      "policy: {0}\n"
      "title: Small\n"
      "rules:\n"
      "  - name: only\n"
      "    when: {{finding.type: {2}}}\n"
      "    then: {{verdict: {1}, severity: low, reason: Because, notice: Told}}\n"
      "tests:\n"
      "  - name: fires\n"
      "    facts: {{findings: [{{type: {2}}}]}}\n"
      "    expect: {{verdict: {1}, rules: [only]}}\n",
      name, verdict, type);
}

// The same with a test that it fails.
inline std::string failing_policy(std::string_view name) {
  std::string yaml = small_policy(name, "hold");
  const std::size_t at = yaml.find("expect: {verdict: hold");
  return yaml.replace(at, 22, "expect: {verdict: block");
}

inline decide::Policy parsed(std::string_view yaml) {
  Result<decide::Policy> policy = decide::Policy::parse(yaml, vocabulary_of(shared_detector()));
  if (!policy) ADD_FAILURE() << policy.error().message << "\n" << yaml;
  return *std::move(policy);
}

// One server's worth of what StoredPolicies needs.
class PolicyHouse {
 public:
  explicit PolicyHouse(store::Database& database)
      : ids(clock, random),
        keys(crypto::MasterKeys::for_tests()),
        bus(database, clock),
        audit(database, clock, ids, keys) {}

  StoredPolicies::Parts parts(store::Database& database) {
    return {database, clock, ids, bus, audit, shared_current_detector()};
  }

  ManualClock clock;
  SeededRandom random{7};
  IdSource ids;
  crypto::MasterKeys keys;
  bus::Bus bus;
  audit::AuditLog audit;
};

}  // namespace holdfast::policies

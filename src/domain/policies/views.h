// Policies as JSON, in the form of api.yaml.

#pragma once

#include "base/json_writer.h"
#include "domain/policies/backtest.h"
#include "domain/policies/trial.h"
#include "domain/policies/types.h"
#include "engine/decide/policy.h"

namespace holdfast::policies {

// One policy, with what its active (or else newest) document says.
struct PolicyView {
  StoredPolicy stored;
  StoredVersion version;
  const decide::Policy& document;
};

// A rule that fired: "cards/card-in-chat" of "cards@3", with what it asked for and what took
// effect.
void write_hit(JsonWriter& json, const decide::RuleHit& hit);
// PolicySummary's members, within an object that is open.
void write_summary(JsonWriter& json, const PolicyView& view);
void write_detail(JsonWriter& json, const PolicyView& view,
                  const std::vector<RulePrecision>& precision,
                  const std::vector<ModeChange>& changes);
void write_version(JsonWriter& json, const StoredVersion& version);
void write_version_with_text(JsonWriter& json, const StoredVersion& version,
                             const decide::Policy& document);
void write_check(JsonWriter& json, const Result<decide::Policy>& document);
void write_backtest(JsonWriter& json, const Backtest& backtest);
void write_trial(JsonWriter& json, const TrialRequest& request, const Trial& trial,
                 const detect::Detector& detector);

}  // namespace holdfast::policies

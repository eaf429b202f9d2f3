// What a draft would have done to stored traffic.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/policies/snapshot.h"
#include "domain/policies/traffic.h"

namespace holdfast::policies {

struct BacktestRequest {
  std::string tenant;
  TrafficRange range;
  // The mode that the draft is tried in; nothing: as its policy runs now, or enforce where it never
  // ran.
  std::optional<decide::Mode> mode = decide::Mode::Enforce;
  std::size_t examples_max = 50;
};

struct Backtest {
  static constexpr std::size_t kVerdicts = 6;

  std::uint64_t messages = 0;
  bool is_truncated = false;  // more messages are stored than were asked for
  // By verdict: what the policies make of the messages as they run now, and what they would with
  // the draft in place of its policy's active version.
  std::array<std::uint64_t, kVerdicts> before{};
  std::array<std::uint64_t, kVerdicts> after{};
  std::uint64_t stricter = 0;
  std::uint64_t milder = 0;
  struct RuleCount {
    std::string rule;
    std::uint64_t messages = 0;  // in which the draft's rule fires, in whatever mode
  };
  std::vector<RuleCount> rules;  // all of the draft's, in its order
  struct Example {
    Uuid message;
    Uuid contact;
    decide::Verdict before = decide::Verdict::Allow;
    decide::Verdict after = decide::Verdict::Allow;
    std::string
        rule;  // "cards/card-number-in-chat", the strictest afterwards; "" when none is left
  };
  std::vector<Example> examples;  // of changed messages, the newest

  std::uint64_t changed() const { return stricter + milder; }
};

Result<Backtest> run_backtest(const decide::Policy& draft, const Snapshot& active,
                              StoredTraffic& traffic, const BacktestRequest& request);

}  // namespace holdfast::policies

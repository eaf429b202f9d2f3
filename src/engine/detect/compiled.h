// All rules in the form the engine reads: detectors by the shape and length that lead to them.

#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "engine/detect/cues.h"
#include "engine/detect/month_names.h"
#include "engine/detect/rules.h"
#include "engine/detect/separators.h"

namespace holdfast::detect {

// The confidence a detector can reach without a cue; 0 when it needs one.
struct Alone {
  float bare = 0;
  float formatted = 0;
};

// What of a detector of digits rules out most windows, in a few bytes.
struct DigitGate {
  SeparatorSet separators = 0;  // those it allows
  float bare = 0;               // Alone
  float formatted = 0;
  Plus plus = Plus::Forbidden;
};

// A template and the detector it belongs to.
struct TemplateEntry {
  DetectorIndex detector;
  std::uint16_t index;           // within the detector's templates
  std::uint64_t first_segments;  // TokenTemplate::first_segments()
  std::uint64_t first_accepts;   // and first_accepts()
  float alone;                   // Alone::formatted of the detector
};

struct PrefixEntry {
  DetectorIndex detector;
  std::uint16_t index;  // within the detector's prefixes
};

// A street rule's words, by hash; the endings of compounds as text.
struct StreetHashes {
  DetectorIndex detector = 0;
  std::vector<std::uint64_t> before, after;
  std::vector<std::string> suffixes;
};

struct Compiled {
  static constexpr std::size_t kLeads = 12;
  static constexpr std::size_t kRuns = 32;

  static Result<Compiled> build(RuleSet rules);

  const DetectorRule& rule(DetectorIndex index) const { return rules.detectors[index]; }
  const StreetHashes& streets_of(DetectorIndex index) const;

  RuleSet rules;
  CueTable cues;

  std::vector<Alone> alone;                        // by detector
  std::array<float, kShapeCount> best_by_shape{};  // the most of any detector, alone
  std::array<float, kDigitsMax + 1> best_by_length{};

  std::uint64_t digit_lengths = 0;  // bit n: by_length[n] is not empty
  // Those that reach most alone come first.
  std::array<std::vector<DetectorIndex>, kDigitsMax + 1> by_length;
  std::vector<DigitGate> digit_gates;  // by detector
  // By the count of letters before the first digit and the length of the first run of digits. Those
  // that reach most alone come first.
  std::array<std::array<std::vector<TemplateEntry>, kRuns>, kLeads> templates;
  std::vector<PrefixEntry> prefixes;  // ordered by the prefix
  std::vector<DetectorIndex> emails, urls, ips, macs, ibans, pems;
  std::vector<DetectorIndex> days, months;  // dates
  std::vector<DetectorIndex> streets;
  std::vector<StreetHashes> street_hashes;  // as many
  // By the last letter of a suffix: bit n, the n-th letter may stand before it.
  std::array<std::uint32_t, 26> street_suffix_ends{};
  MonthNames month_names;
};

}  // namespace holdfast::detect

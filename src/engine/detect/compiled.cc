#include "engine/detect/compiled.h"

#include <algorithm>

#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

void add_templates(Compiled& compiled, const DetectorRule& rule, DetectorIndex index) {
  for (std::size_t i = 0; i < rule.templates.size(); ++i) {
    const TokenTemplate& pattern = rule.templates[i];
    for (std::size_t lead = 0; lead < Compiled::kLeads; ++lead) {
      if ((pattern.leads() >> lead & 1) == 0) continue;
      for (std::size_t run = 1; run < Compiled::kRuns; ++run) {
        if ((pattern.first_run_lengths() >> run & 1) == 0) continue;
        compiled.templates[lead][run].push_back({index, static_cast<std::uint16_t>(i),
                                                 pattern.first_segments(), pattern.first_accepts(),
                                                 compiled.alone[index].formatted});
      }
    }
  }
}

StreetHashes hashes_of(const StreetWords& words, DetectorIndex index) {
  StreetHashes hashes{.detector = index};
  for (const std::string& word : words.before) hashes.before.push_back(word_hash(word));
  for (const std::string& word : words.after) hashes.after.push_back(word_hash(word));
  for (const std::string& word : words.suffix) hashes.suffixes.push_back(folded(word));
  return hashes;
}

void add_detector(Compiled& compiled, DetectorIndex index) {
  const DetectorRule& rule = compiled.rules.detectors[index];
  switch (rule.shape) {
    case Shape::Digits:
      compiled.digit_lengths |= rule.lengths;
      for (std::size_t n = 0; n <= kDigitsMax; ++n) {
        if (rule.lengths >> n & 1) compiled.by_length[n].push_back(index);
      }
      break;
    case Shape::Token:
      add_templates(compiled, rule, index);
      break;
    case Shape::Prefix:
      for (std::size_t i = 0; i < rule.prefixes.size(); ++i) {
        compiled.prefixes.push_back({index, static_cast<std::uint16_t>(i)});
      }
      break;
    case Shape::Pem:
      compiled.pems.push_back(index);
      break;
    case Shape::Email:
      compiled.emails.push_back(index);
      break;
    case Shape::Url:
      compiled.urls.push_back(index);
      break;
    case Shape::Ip:
      compiled.ips.push_back(index);
      break;
    case Shape::Mac:
      compiled.macs.push_back(index);
      break;
    case Shape::Iban:
      compiled.ibans.push_back(index);
      break;
    case Shape::Date:
      (rule.precision == DatePrecision::Day ? compiled.days : compiled.months).push_back(index);
      break;
    case Shape::Street:
      compiled.streets.push_back(index);
      compiled.street_hashes.push_back(hashes_of(rule.street, index));
      for (const std::string& suffix : compiled.street_hashes.back().suffixes) {
        const char last = suffix.back();
        const char before = suffix.size() > 1 ? suffix[suffix.size() - 2] : '\0';
        if (!is_ascii_letter(last) || !is_ascii_letter(before)) continue;
        compiled.street_suffix_ends[static_cast<std::size_t>(last - 'a')] |= 1U << (before - 'a');
      }
      break;
    case Shape::AfterCue:
    case Shape::GivenName:
    case Shape::Words:
      break;  // found through the table of cues
  }
}

DigitGate gate_of(const DetectorRule& rule, const Alone& alone) {
  DigitGate gate{.bare = alone.bare, .formatted = alone.formatted, .plus = rule.plus};
  for (const char c : kSeparators) {
    if (rule.separators.none() || rule.separators.test(static_cast<unsigned char>(c))) {
      gate.separators |= separator_bit(c);
    }
  }
  return gate;
}

Alone alone_of(const DetectorRule& rule) {
  if (rule.cue_required) return {};
  return {rule.confidence.bare + rule.confidence.strong,
          rule.confidence.formatted + rule.confidence.strong};
}

void order_by_reach(Compiled& compiled) {
  for (std::size_t i = 0; i < compiled.alone.size(); ++i) {
    float& best =
        compiled.best_by_shape[static_cast<std::size_t>(compiled.rules.detectors[i].shape)];
    best = std::max(best, compiled.alone[i].formatted);
  }
  for (std::size_t n = 0; n <= kDigitsMax; ++n) {
    std::vector<DetectorIndex>& detectors = compiled.by_length[n];
    std::sort(detectors.begin(), detectors.end(), [&](DetectorIndex a, DetectorIndex b) {
      const float reach_a = compiled.alone[a].formatted;
      const float reach_b = compiled.alone[b].formatted;
      return reach_a != reach_b ? reach_a > reach_b : a < b;
    });
    if (!detectors.empty()) {
      compiled.best_by_length[n] = compiled.alone[detectors.front()].formatted;
    }
  }
  for (auto& runs : compiled.templates) {
    for (std::vector<TemplateEntry>& entries : runs) {
      std::stable_sort(
          entries.begin(), entries.end(),
          [](const TemplateEntry& a, const TemplateEntry& b) { return a.alone > b.alone; });
    }
  }
}

}  // namespace

const StreetHashes& Compiled::streets_of(DetectorIndex index) const {
  const auto found = std::find(streets.begin(), streets.end(), index);
  return street_hashes[static_cast<std::size_t>(found - streets.begin())];
}

Result<Compiled> Compiled::build(RuleSet rules) {
  Compiled compiled;
  compiled.cues = TRY(CueTable::build(rules));
  compiled.rules = std::move(rules);
  compiled.rules.examples.clear();
  for (std::size_t i = 0; i < compiled.rules.detectors.size(); ++i) {
    compiled.alone.push_back(alone_of(compiled.rules.detectors[i]));
    compiled.digit_gates.push_back(gate_of(compiled.rules.detectors[i], compiled.alone.back()));
    add_detector(compiled, static_cast<DetectorIndex>(i));
  }
  order_by_reach(compiled);
  const auto prefix_of = [&compiled](const PrefixEntry& entry) -> const std::string& {
    return compiled.rule(entry.detector).prefixes[entry.index];
  };
  std::sort(compiled.prefixes.begin(), compiled.prefixes.end(),
            [&prefix_of](const PrefixEntry& a, const PrefixEntry& b) {
              return prefix_of(a) < prefix_of(b);
            });
  return compiled;
}

}  // namespace holdfast::detect

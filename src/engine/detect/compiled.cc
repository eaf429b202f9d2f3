#include "engine/detect/compiled.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "engine/detect/fold.h"
#include "engine/detect/name_signs.h"

namespace holdfast::detect {
namespace {

StreetHashes hashes_of(const StreetWords& words, DetectorIndex index) {
  StreetHashes hashes{.detector = index};
  for (const std::string& word : words.before) hashes.before.push_back(word_hash(word));
  for (const std::string& word : words.after) hashes.after.push_back(word_hash(word));
  for (const std::string& word : words.suffix) hashes.suffixes.push_back(folded(word));
  return hashes;
}

PrefixEntry prefix_entry(const DetectorRule& rule, DetectorIndex index, std::size_t which) {
  PrefixEntry entry{.detector = index, .index = static_cast<std::uint16_t>(which)};
  const std::string& prefix = rule.prefixes[which];
  const std::size_t size = std::min(prefix.size(), sizeof entry.head);
  std::memcpy(&entry.head, prefix.data(), size);
  std::memset(&entry.bytes, 0xFF, size);
  return entry;
}

void add_detector(Compiled& compiled, DetectorIndex index) {
  const DetectorRule& rule = compiled.rules.detectors[index];
  switch (rule.shape) {
    case Shape::Digits:
      compiled.digit_lengths |= rule.lengths;
      if (!rule.followers.empty()) compiled.leaders.push_back(index);
      for (std::size_t n = 0; n <= kDigitsMax; ++n) {
        if (rule.lengths >> n & 1) compiled.by_length[n].push_back(index);
      }
      break;
    case Shape::Prefix:
      for (std::size_t i = 0; i < rule.prefixes.size(); ++i) {
        compiled.prefixes.push_back(prefix_entry(rule, index, i));
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
        compiled.street_suffixes.allow(suffix);
      }
      break;
    case Shape::Token:
      break;  // all at once, in tokens_of()
    case Shape::AfterCue:
    case Shape::GivenName:
    case Shape::Words:
      break;  // found through the table of cues
    case Shape::Pattern:
    case Shape::Exact:
    case Shape::Document:
      break;  // in add_own()
    case Shape::NameModel:
      compiled.name_readers.push_back(index);
      break;
  }
}

bool may_start(const DetectorRule& rule, unsigned two) {
  if (rule.starts.empty()) return true;
  return std::any_of(rule.starts.begin(), rule.starts.end(), [two](const StartRange& range) {
    std::uint32_t low = range.low, high = range.high;
    unsigned digits = range.digits;
    for (; digits > 2; --digits) {
      low /= 10;
      high /= 10;
    }
    const unsigned first = digits == 1 ? two / 10 : two;
    return first >= low && first <= high;
  });
}

DigitGate gate_of(const DetectorRule& rule, const Alone& alone) {
  DigitGate gate{.first = {}, .bare = alone.bare, .formatted = alone.formatted, .plus = rule.plus};
  for (unsigned two = 0; two < 100; ++two) {
    if (may_start(rule, two)) gate.first.allow(two);
  }
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
}

TokenShapes tokens_of(const Compiled& compiled, float alone_min) {
  std::vector<TemplateEntry> entries;
  for (std::size_t i = 0; i < compiled.rules.detectors.size(); ++i) {
    if (compiled.alone[i].formatted < alone_min) continue;
    for (std::size_t n = 0; n < compiled.rules.detectors[i].templates.size(); ++n) {
      entries.push_back({static_cast<DetectorIndex>(i), static_cast<std::uint16_t>(n),
                         compiled.alone[i].formatted});
    }
  }
  return TokenShapes::build(compiled.rules, std::move(entries));
}

Result<> add_own(Compiled& compiled) {
  const RuleSet& rules = compiled.rules;
  for (std::size_t i = 0; i < rules.detectors.size(); ++i) {
    const DetectorRule& rule = rules.detectors[i];
    const auto owner = static_cast<DetectorIndex>(i);
    for (const std::string& text : rule.patterns) {
      TRY(compiled.patterns.add(text, {.ignores_case = rule.ignores_case}, owner));
    }
    if (rule.words_file.empty()) continue;
    const Attachment* list = find_attachment(rules, rule.words_file);
    CHECK(list != nullptr);  // as rules_detector.cc saw to
    TRY(compiled.lists.add(list->name, list->content, owner));
  }
  TRY(compiled.patterns.finish());
  compiled.lists.finish();
  compiled.has_patterns_or_lists = !compiled.patterns.is_empty() || !compiled.lists.is_empty();
  compiled.registered = TRY(Registered::build(rules));
  compiled.allow = TRY(AllowList::build(rules));
  return {};
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
  TRY(add_own(compiled));
  compiled.rules.attachments.clear();
  for (std::size_t i = 0; i < compiled.rules.detectors.size(); ++i) {
    compiled.shapes.push_back(compiled.rules.detectors[i].shape);
    compiled.alone.push_back(alone_of(compiled.rules.detectors[i]));
    compiled.digit_gates.push_back(gate_of(compiled.rules.detectors[i], compiled.alone.back()));
    add_detector(compiled, static_cast<DetectorIndex>(i));
  }
  compiled.name_signs = name_signs_of(compiled);
  order_by_reach(compiled);
  compiled.tokens = tokens_of(compiled, 0);
  compiled.tokens_alone = tokens_of(compiled, kUsualConfidence);
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

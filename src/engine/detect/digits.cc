// Numbers: windows over the runs of a cluster, by the count of their digits.

#include <algorithm>
#include <array>

#include "engine/detect/clusters.h"
#include "engine/detect/find.h"
#include "engine/detect/fold.h"
#include "engine/detect/separators.h"

namespace holdfast::detect {
namespace {

// Digits of a value of 13 and of its first follower.
constexpr std::uint32_t kMergedMin = 17;

// Runs [first, last] of the cluster, read as one number.
struct Window {
  std::size_t first = 0;
  std::size_t last = 0;
  std::uint32_t digits = 0;
  SeparatorSet gaps = 0;  // between the runs
  Grouping grouping;      // sizes of the runs; none when they are more or longer than any rule's
  bool is_folded = false;
  bool is_even = true;  // the same between all

  // Adds run `next`, which follows the last.
  void add(const Work& work, std::size_t next) {
    const Run& run = work.runs[next];
    const std::size_t count = next - first + 1;
    if (count > 1) {
      const std::string_view gap = gap_before(work, next);
      for (const char c : gap) gaps |= separator_bit(c);
      is_even = is_even && (count == 2 || gap == gap_before(work, first + 1));
    }
    if (count <= grouping.sizes.size()) {
      grouping.sizes[count - 1] = static_cast<std::uint8_t>(run.count);
      grouping.count = static_cast<std::uint8_t>(count);
    } else {
      grouping.count = 0;
    }
    last = next;
    digits += run.count;
    is_folded |= run.is_folded;
  }
};

bool is_punctuation(char c) { return c == '-' || c == '.' || c == '/' || c == '_' || c == ','; }

// `gap` leads from the window to a neighbouring run.
void add_neighbour(std::string_view gap, SeparatorSet gaps, Surroundings& around) {
  if (gap.size() != 1) return;
  const bool goes_on = (gaps & separator_bit(gap[0])) != 0;  // in the way of the window
  if (is_punctuation(gap[0]) && (gaps == 0 || goes_on)) {
    around.is_part = true;
  } else if (is_punctuation(gap[0]) || goes_on) {
    around.may_be_part = true;
  }
}

bool is_currency(char c) { return c == '$'; }

Surroundings surroundings_of(const Work& work, const Window& window, bool is_followed) {
  Surroundings around;
  const SeparatorSet gaps = window.gaps;
  const Run& first = work.runs[window.first];
  const Run& last = work.runs[window.last];
  const std::string_view text = work.text;
  if (window.first > 0) {
    add_neighbour(gap_before(work, window.first), gaps, around);
  } else {
    around.is_glued |= touches_word_before(text, first.begin);
    const char before = char_at(text, std::int64_t{first.begin} - 1);
    around.is_part |= is_currency(before) ||
                      (before == ':' && is_digit(char_at(text, std::int64_t{first.begin} - 2)));
    around.may_be_part |= before == '#';
    // A dash or slash that a word ends with: "INV-4111…".
    around.is_part |= (before == '-' || before == '/') && first.begin >= 2 &&
                      touches_word_before(text, first.begin - 1);
  }
  if (is_followed) return around;
  if (window.last + 1 < work.runs.size()) {
    add_neighbour(gap_before(work, window.last + 1), gaps, around);
  } else {
    around.is_glued |= touches_word_after(text, last.end);
    const char after = char_at(text, last.end);
    around.is_part |= after == '%' || (after == ':' && is_digit(char_at(text, last.end + 1)));
    around.is_part |= (after == '-' || after == '/') && touches_word_after(text, last.end + 1);
  }
  return around;
}

bool starts_so(const std::vector<StartRange>& starts, std::string_view digits) {
  if (starts.empty()) return true;
  return std::any_of(starts.begin(), starts.end(), [digits](const StartRange& range) {
    std::uint32_t value = 0;
    if (digits.size() < range.digits) return false;
    for (std::size_t i = 0; i < range.digits; ++i) {
      value = value * 10 + static_cast<std::uint32_t>(digits[i] - '0');
    }
    return value >= range.low && value <= range.high;
  });
}

// The '+' before a telephone number, in brackets or not; its position or -1.
std::int64_t plus_before(std::string_view text, std::uint32_t begin) {
  const std::int64_t before = std::int64_t{begin} - 1;
  if (char_at(text, before) == '+') return before;
  return char_at(text, before) == ' ' && char_at(text, before - 1) == '+' ? before - 1 : -1;
}

// What all detectors asked about one window share.
struct Asked {
  const Window& window;
  std::string_view digits;
  std::int64_t plus;

  bool is_bare() const { return window.first == window.last; }
};

Form form_of(const Asked& asked, const DetectorRule& rule) {
  if (asked.is_bare()) return Form::Bare;
  if ((asked.window.gaps & separator_bit('\n')) != 0) return Form::Ragged;
  return std::find(rule.groupings.begin(), rule.groupings.end(), asked.window.grouping) !=
                 rule.groupings.end()
             ? Form::Formatted
             : Form::Ragged;
}

// Rules out most detectors by a look at a few bytes.
bool may_be(const Compiled& rules, const Asked& asked, DetectorIndex index) {
  const DigitGate& gate = rules.digit_gates[index];
  if ((asked.window.gaps & ~gate.separators) != 0 ||
      (asked.digits.size() >= 2 && !gate.first.allows(asked.digits))) {
    return false;
  }
  return asked.plus >= 0 ? gate.plus != Plus::Forbidden : gate.plus != Plus::Required;
}

void try_detector(const Compiled& rules, Work& work, const Asked& asked, DetectorIndex index) {
  work.attempts.take();
  const DetectorRule& rule = rules.rule(index);
  if (!starts_so(rule.starts, asked.digits)) return;
  const Form form = form_of(asked, rule);
  // Words are no disguise, but a short value is all that was said, not a part of it.
  const bool is_all_said =
      work.is_said && asked.window.first == 0 && asked.window.last + 1 == work.runs.size();
  if ((form == Form::Ragged || asked.window.is_folded) && !rule.disguise && !is_all_said) return;

  const bool has_plus = asked.plus >= 0;
  std::array<char, kDigitsMax + 1> with_plus;
  std::string_view compact = asked.digits;
  if (has_plus) {
    with_plus[0] = '+';
    std::copy(compact.begin(), compact.end(), with_plus.begin() + 1);
    compact = {with_plus.data(), compact.size() + 1};
  }
  Candidate candidate{.detector = index, .form = form, .is_folded = asked.window.is_folded};
  if (!passes(rule, compact, candidate)) return;
  const std::size_t next_digit = work.runs[asked.window.first].digits + asked.digits.size();
  const bool is_followed = candidate.is_strong && !rule.followers.empty() &&
                           find_followers(rules, work, index, next_digit);
  candidate.around = surroundings_of(work, asked.window, is_followed);
  candidate.begin =
      has_plus ? static_cast<std::uint32_t>(asked.plus) : work.runs[asked.window.first].begin;
  candidate.end = work.runs[asked.window.last].end;
  // "(212) 555-0123": the bracket that the separators close belongs to the number.
  if ((asked.window.gaps & separator_bit(')')) != 0 &&
      char_at(work.text, std::int64_t{candidate.begin} - 1) == '(') {
    --candidate.begin;
  }
  work.candidates.push_back(candidate);
}

// Those that form alone can carry.
void try_alone(const Compiled& rules, Work& work, const Asked& asked) {
  const float confidence_min = work.attention.confidence_min();
  for (const DetectorIndex index : rules.by_length[asked.digits.size()]) {
    const DigitGate& gate = rules.digit_gates[index];
    if (gate.formatted < confidence_min) break;
    if (!may_be(rules, asked, index)) continue;
    if (asked.is_bare() && gate.bare < confidence_min && !work.attention.wants(index)) continue;
    try_detector(rules, work, asked, index);
  }
}

// Those that only the words here speak for.
void try_wanted(const Compiled& rules, Work& work, const Asked& asked) {
  const std::size_t length = asked.digits.size();
  if ((work.attention.wanted_lengths() >> length & 1) == 0) return;
  for (const DetectorIndex index : work.attention.wanted_digits()) {
    if (rules.digit_gates[index].formatted >= work.attention.confidence_min() ||
        (rules.rule(index).lengths >> length & 1) == 0 || !may_be(rules, asked, index)) {
      continue;
    }
    try_detector(rules, work, asked, index);
  }
}

// Whether some card may be written in such groups, or in these and more.
bool may_be_usual(const Window& window) {
  constexpr std::size_t kGroupsMax = 5;
  return window.is_even && window.last - window.first < kGroupsMax;
}

// Cards, where there is no time for more: as one run, or in usual groups with the same between all.
void try_leaders(const Compiled& rules, Work& work, const Asked& asked) {
  for (const DetectorIndex index : rules.leaders) {
    const DetectorRule& rule = rules.rule(index);
    if ((rule.lengths >> asked.digits.size() & 1) == 0 || !may_be(rules, asked, index)) continue;
    if (form_of(asked, rule) != Form::Ragged) try_detector(rules, work, asked, index);
  }
}

void try_window(const Compiled& rules, Work& work, const Window& window) {
  const Run& first = work.runs[window.first];
  const Asked asked{.window = window,
                    .digits = work.digits.substr(first.digits, window.digits),
                    .plus = plus_before(work.text, first.begin)};
  if (work.attempts.is_spent()) return try_leaders(rules, work, asked);
  try_alone(rules, work, asked);
  try_wanted(rules, work, asked);
}

// A number of single digits set apart begins where they begin: no window starts within.
bool is_within_singles(const Work& work, std::size_t first) {
  return first > 0 && work.runs[first].count == 1 && work.runs[first - 1].count == 1 &&
         (first < 2 || gap_before(work, first) == gap_before(work, first - 1));
}

}  // namespace

void find_digits(const Compiled& rules, Work& work) {
  const std::uint64_t lengths = work.attention.lengths();
  for (std::size_t first = 0; first < work.runs.size(); ++first) {
    if (is_within_singles(work, first)) continue;
    work.attempts.advance(work.runs[first].begin);
    if (work.runs[first].count >= kMergedMin) find_merged(rules, work, work.runs[first]);
    Window window{.first = first};
    for (std::size_t last = first; last < work.runs.size(); ++last) {
      window.add(work, last);
      if (window.digits > kDigitsMax) break;
      if (work.attempts.is_spent() && !may_be_usual(window)) break;
      if (lengths >> window.digits & 1) try_window(rules, work, window);
    }
  }
}

}  // namespace holdfast::detect

// Numbers: windows over the runs of a cluster, by the count of their digits.

#include <algorithm>
#include <array>

#include "engine/detect/clusters.h"
#include "engine/detect/find.h"
#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

// Runs [first, last] of the cluster, read as one number.
struct Window {
  std::size_t first;
  std::size_t last;
  std::uint32_t digits;
};

bool is_punctuation(char c) { return c == '-' || c == '.' || c == '/' || c == '_' || c == ','; }

// The separators between the runs of a window, and whether those just outside go on in the same
// way.
struct Gaps {
  CharSet inner;
  bool has_newline = false;
};

Gaps gaps_of(const Work& work, const Window& window) {
  Gaps gaps;
  for (std::size_t i = window.first + 1; i <= window.last; ++i) {
    for (const char c : gap_before(work, i)) {
      gaps.inner.set(static_cast<unsigned char>(c));
      gaps.has_newline |= c == '\n';
    }
  }
  return gaps;
}

// `gap` leads from the window to a neighbouring run.
void add_neighbour(std::string_view gap, const Gaps& gaps, Surroundings& around) {
  if (gap.size() == 1 && is_punctuation(gap[0])) {
    if (gaps.inner.none() || gaps.inner.test(static_cast<unsigned char>(gap[0]))) {
      around.is_part = true;
    } else {
      around.may_be_part = true;
    }
  } else if (gap.size() == 1 && gaps.inner.test(static_cast<unsigned char>(gap[0]))) {
    around.may_be_part = true;
  }
}

bool is_currency(char c) { return c == '$'; }

Surroundings surroundings_of(const Work& work, const Window& window, const Gaps& gaps) {
  Surroundings around;
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

bool is_grouping(const Work& work, const Window& window, const Grouping& grouping) {
  if (window.last - window.first + 1 != grouping.count) return false;
  for (std::size_t i = 0; i < grouping.count; ++i) {
    if (work.runs[window.first + i].count != grouping.sizes[i]) return false;
  }
  return true;
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

Form form_of(const Work& work, const Window& window, const Gaps& gaps, const DetectorRule& rule) {
  if (window.first == window.last) return Form::Bare;
  if (gaps.has_newline) return Form::Ragged;
  const auto fits = [&](const Grouping& grouping) { return is_grouping(work, window, grouping); };
  return std::any_of(rule.groupings.begin(), rule.groupings.end(), fits) ? Form::Formatted
                                                                         : Form::Ragged;
}

// The '+' before a telephone number, in brackets or not; its position or -1.
std::int64_t plus_before(std::string_view text, std::uint32_t begin) {
  const std::int64_t before = std::int64_t{begin} - 1;
  if (char_at(text, before) == '+') return before;
  return char_at(text, before) == ' ' && char_at(text, before - 1) == '+' ? before - 1 : -1;
}

// What all detectors asked about one window share.
struct Asked {
  Window window;
  Gaps gaps;
  Surroundings around;
  std::string_view digits;
  std::int64_t plus;
  bool is_folded;
};

void try_detector(const Compiled& rules, Work& work, const Asked& asked, DetectorIndex index) {
  const DetectorRule& rule = rules.rule(index);
  const bool has_plus = asked.plus >= 0;
  if (rule.plus == Plus::Required ? !has_plus : has_plus && rule.plus == Plus::Forbidden) return;
  if (!starts_so(rule.starts, asked.digits)) return;
  if (rule.separators.any() && (asked.gaps.inner & ~rule.separators).any()) return;
  const Form form = form_of(work, asked.window, asked.gaps, rule);
  if (form == Form::Ragged && !rule.disguise) return;
  if (!work.attention.tries(rules, index, form != Form::Bare)) return;
  if (asked.is_folded && !rule.disguise) return;

  std::array<char, kDigitsMax + 1> with_plus;
  std::string_view compact = asked.digits;
  if (has_plus) {
    with_plus[0] = '+';
    std::copy(compact.begin(), compact.end(), with_plus.begin() + 1);
    compact = {with_plus.data(), compact.size() + 1};
  }
  Candidate candidate{
      .detector = index, .form = form, .is_folded = asked.is_folded, .around = asked.around};
  if (!passes(rule, compact, candidate)) return;
  candidate.begin =
      has_plus ? static_cast<std::uint32_t>(asked.plus) : work.runs[asked.window.first].begin;
  candidate.end = work.runs[asked.window.last].end;
  // "(212) 555-0123": the bracket that the separators close belongs to the number.
  if (asked.gaps.inner.test(')') && char_at(work.text, std::int64_t{candidate.begin} - 1) == '(') {
    --candidate.begin;
  }
  work.candidates.push_back(candidate);
}

void try_window(const Compiled& rules, Work& work, const Window& window) {
  const Run& first = work.runs[window.first];
  Asked asked{.window = window, .gaps = gaps_of(work, window)};
  asked.around = surroundings_of(work, window, asked.gaps);
  asked.digits = std::string_view(work.digits).substr(first.digits, window.digits);
  asked.plus = plus_before(work.text, first.begin);
  asked.is_folded = std::any_of(work.runs.begin() + static_cast<std::ptrdiff_t>(window.first),
                                work.runs.begin() + static_cast<std::ptrdiff_t>(window.last) + 1,
                                [](const Run& run) { return run.is_folded; });
  const Attention& attention = work.attention;
  for (const DetectorIndex index : rules.by_length[window.digits]) {
    if (rules.alone[index].formatted < attention.confidence_min()) break;
    try_detector(rules, work, asked, index);
  }
  for (const DetectorIndex index : attention.wanted_digits()) {
    const bool was_tried = rules.alone[index].formatted >= attention.confidence_min();
    if (was_tried || (rules.rule(index).lengths >> window.digits & 1) == 0) continue;
    try_detector(rules, work, asked, index);
  }
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
    std::uint32_t digits = 0;
    for (std::size_t last = first; last < work.runs.size(); ++last) {
      digits += work.runs[last].count;
      if (digits > kDigitsMax) break;
      if (lengths >> digits & 1) try_window(rules, work, {first, last, digits});
    }
  }
}

}  // namespace holdfast::detect

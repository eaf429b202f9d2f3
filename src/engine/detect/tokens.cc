// Identifiers of letters and digits: templates, IBANs, hardware addresses written with dashes.

#include <algorithm>
#include <array>
#include <bit>

#include "engine/detect/clusters.h"
#include "engine/detect/find.h"
#include "engine/detect/fold.h"
#include "engine/detect/iban_lengths.h"
#include "engine/detect/mask_words.h"
#include "engine/detect/separators.h"

namespace holdfast::detect {
namespace {

bool is_joint(char c) { return c == '-' || c == '/' || c == '.' || c == ':'; }

// The word goes on behind a dash or the like: "AB123456C-77" is some other thing's number.
Surroundings surroundings_of(std::string_view text, std::uint32_t begin, std::uint32_t end) {
  Surroundings around;
  const char before = char_at(text, std::int64_t{begin} - 1);
  const char after = char_at(text, end);
  around.is_part =
      (is_joint(before) && begin >= 2 && touches_word_before(text, begin - 1) && before != ':') ||
      (is_joint(after) && touches_word_after(text, end + 1));
  around.may_be_part = before == '#';
  return around;
}

constexpr std::uint32_t kLeads = TokenShapes::kLeadMax + 1;

// ASCII letters that end right before `end`, as many as a template may begin with and one more to
// tell that there are more.
std::uint32_t letters_before(const Masks& masks, std::uint32_t end) {
  // Both say so of ASCII letters only.
  const std::uint64_t letters = bits_until(masks.letter, end) & bits_until(masks.token, end);
  return std::min(static_cast<std::uint32_t>(std::countl_one(letters)), kLeads);
}

// Where templates are tried: letters, or none, and a run of digits.
struct TokenPlace {
  std::uint32_t begin;
  bool is_split;         // something stands between the letters and the digits
  float alone_min;       // confidence that a detector must reach alone, without words for it
  std::ptrdiff_t found;  // the candidates before those of this place
};

void try_template(const DetectorRule& rule, Work& work, const TokenPlace& place,
                  DetectorIndex index, const TokenTemplate& pattern) {
  if (place.is_split && !pattern.may_split_lead()) return;
  std::array<char, TokenTemplate::kPositionsMax> compact;
  const TokenMatch match = pattern.match(work.text, place.begin, compact.data());
  if (match.end == 0) return;
  const std::string_view value(compact.data(), match.compact);
  // Digits in one run look like any other number, whatever the template allows.
  const bool is_telling =
      match.separators > 0 || !std::all_of(value.begin(), value.end(), is_digit);
  Candidate candidate{.begin = place.begin,
                      .end = match.end,
                      .detector = index,
                      .form = match.is_upper && is_telling ? Form::Formatted : Form::Bare};
  if (!passes(rule, value, candidate)) return;
  candidate.around = surroundings_of(work.text, place.begin, match.end);
  // Of candidates that are equal in all else the first wins, and that is the earlier detector's.
  const auto later =
      std::find_if(work.candidates.begin() + place.found, work.candidates.end(),
                   [index](const Candidate& other) { return other.detector > index; });
  work.candidates.insert(later, candidate);
}

void try_templates(const Compiled& rules, Work& work, const TokenRun& run, bool is_split) {
  const std::uint32_t lead = is_split ? run.split_lead : run.lead;
  const std::uint32_t begin = run.begin - (is_split ? 1 : 0) - lead;
  const bool may_be_wanted = work.attention.wants_shape(Shape::Token);
  const TokenShapes& shapes = may_be_wanted || work.attention.confidence_min() < kUsualConfidence
                                  ? rules.tokens
                                  : rules.tokens_alone;
  if (lead >= kLeads) return;
  const TokenShapes::Place run_end = shapes.after_run(lead, is_split, run.end - run.begin);
  if (!shapes.may_end(run_end, char_at(work.text, run.end))) return;
  if (touches_word_before(work.text, begin)) return;
  // A word in lower case and a number after it ("is 4711") are hardly ever one value: a cue must
  // say so.
  const bool is_lower_word = is_split && work.text[begin] >= 'a';
  if (is_lower_word && !may_be_wanted) return;
  const TokenPlace place{.begin = begin,
                         .is_split = is_split,
                         .alone_min = is_lower_word ? 2.0F : work.attention.confidence_min(),
                         .found = static_cast<std::ptrdiff_t>(work.candidates.size())};
  shapes.follow(
      run_end, work.text, run.end,
      [&work](std::uint32_t end) { return !touches_word_after(work.text, end); },
      [&](const TemplateEntry& entry) {
        if (entry.alone < place.alone_min &&
            !(may_be_wanted && work.attention.wants(entry.detector))) {
          return;
        }
        const DetectorRule& rule = rules.rule(entry.detector);
        try_template(rule, work, place, entry.detector, rule.templates[entry.index]);
      });
}

constexpr std::uint32_t kIbanGapMax = 3;  // separators between two characters of an IBAN

// Copies letters and digits to `compact`, over separators, until there are `count`. Returns the
// byte after the last, or 0 when the text does not have as many.
std::uint32_t take_alnum(std::string_view text, std::uint32_t begin, std::size_t count,
                         char* compact) {
  std::size_t taken = 0;
  std::uint32_t gap = 0;
  std::uint32_t at = begin;
  while (taken < count) {
    if (at >= text.size()) return 0;
    const char c = text[at];
    if (is_alnum(c)) {
      compact[taken++] = c >= 'a' ? static_cast<char>(c & ~0x20) : c;
      gap = 0;
    } else if (!is_separator(c) || ++gap > kIbanGapMax) {
      return 0;
    }
    ++at;
  }
  return at;
}

// Where the two letters of an IBAN begin whose check digits stand at `digits`: "DE89", "DE 89",
// "D E 8 9", "(DE89)". `digits` when there are none.
std::uint32_t iban_begin(std::string_view text, std::uint32_t digits) {
  std::uint32_t at = digits;
  for (int letters = 0; letters < 2; ++letters) {
    const std::uint32_t from = at;
    while (at > 0 && is_separator(text[at - 1]) && from - at < kIbanGapMax) --at;
    if (at == 0 || !is_ascii_letter(text[at - 1])) return digits;
    --at;
  }
  return at;
}

}  // namespace

TokenRun token_run(const Work& work, std::uint32_t begin, std::uint32_t end) {
  TokenRun run{.begin = begin, .end = end, .lead = letters_before(work.masks, begin)};
  if (run.lead > 0 || begin < 2) return run;
  run.gap = work.text[begin - 1];
  if (run.gap == ' ' || run.gap == '-' || run.gap == '.' || run.gap == '/') {
    run.split_lead = letters_before(work.masks, begin - 1);
  }
  return run;
}

void find_tokens(const Compiled& rules, Work& work, const TokenRun& run) {
  if (!work.attention.tries_shape(Shape::Token)) return;
  try_templates(rules, work, run, false);
  if (run.split_lead > 0) try_templates(rules, work, run, true);
}

void find_iban(const Compiled& rules, Work& work, const TokenRun& run) {
  if (run.lead > 2 || rules.ibans.empty()) return;
  const std::uint32_t start = iban_begin(work.text, run.begin);
  if (start == run.begin || touches_word_before(work.text, start)) return;
  std::array<char, 40> compact;
  if (take_alnum(work.text, start, 2, compact.data()) == 0) return;
  const std::uint32_t length = iban_length(compact[0], compact[1]);
  if (length == 0) return;
  const std::uint32_t stop = take_alnum(work.text, start, length, compact.data());
  if (stop == 0) return;
  const std::string_view written = work.text.substr(start, stop - start);
  const bool is_plain =
      std::none_of(written.begin(), written.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  for (const DetectorIndex index : rules.ibans) {
    Candidate candidate{.begin = start,
                        .end = stop,
                        .detector = index,
                        .form = is_plain ? Form::Formatted : Form::Bare};
    if (!passes(rules.rule(index), {compact.data(), length}, candidate)) continue;
    candidate.around.is_glued = touches_word_after(work.text, stop);
    work.candidates.push_back(candidate);
  }
}

void find_dashed_mac(const Compiled& rules, Work& work, const TokenRun& run) {
  const std::uint32_t begin = run.begin;
  if (run.end - run.begin > 2 ||
      (char_at(work.text, begin + 1) != '-' && char_at(work.text, begin + 2) != '-')) {
    return;
  }
  for (const std::uint32_t back : {0U, 1U}) {
    if (begin < back) continue;
    const std::uint32_t start = begin - back;
    if (char_at(work.text, start + 2) != '-' || char_at(work.text, start + 5) != '-' ||
        char_at(work.text, std::int64_t{start} - 1) == '-' ||
        touches_word_before(work.text, start) || start + 17 > work.text.size() ||
        touches_word_after(work.text, start + 17)) {
      continue;
    }
    const std::string_view address = work.text.substr(start, 17);
    bool is_mac = true;
    for (std::size_t i = 0; i < address.size(); ++i) {
      is_mac &= i % 3 == 2 ? address[i] == '-' : is_hex(address[i]);
    }
    if (!is_mac || char_at(work.text, start + 17) == '-') continue;
    for (const DetectorIndex index : rules.macs) {
      Candidate candidate{
          .begin = start, .end = start + 17, .detector = index, .form = Form::Formatted};
      if (passes(rules.rule(index), address, candidate)) work.candidates.push_back(candidate);
    }
    return;
  }
}

}  // namespace holdfast::detect

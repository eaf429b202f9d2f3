// Identifiers of letters and digits: templates, IBANs, hardware addresses written with dashes.

#include <algorithm>
#include <array>

#include "engine/detect/clusters.h"
#include "engine/detect/find.h"
#include "engine/detect/fold.h"
#include "engine/detect/iban_lengths.h"

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

// Letters that end right before `end`, as many as a template may begin with and one more to tell
// that there are more.
std::uint32_t letters_before(std::string_view text, std::uint32_t end) {
  std::uint32_t count = 0;
  while (count < end && count < Compiled::kLeads && is_ascii_letter(text[end - 1 - count])) ++count;
  return count;
}

void try_templates(const Compiled& rules, Work& work, std::uint32_t begin, std::uint32_t lead,
                   std::uint32_t run, bool is_split) {
  if (lead >= Compiled::kLeads || (rules.template_runs[lead] >> run & 1) == 0) return;
  if (touches_word_before(work.text, begin)) return;
  const unsigned first = symbol_of(work.text[begin]);
  // A word in lower case and a number after it ("is 4711") are hardly ever one value: a cue must
  // say so.
  const bool is_lower_word = is_split && work.text[begin] >= 'a';
  const float alone_min = is_lower_word ? 2.0F : work.attention.confidence_min();
  std::uint32_t segment = 0;
  while (segment < 63 && is_alnum(char_at(work.text, begin + segment))) ++segment;
  std::array<char, TokenTemplate::kPositionsMax> compact;
  for (const TemplateEntry& entry : rules.templates[lead][run]) {
    const DetectorRule& rule = rules.rule(entry.detector);
    const TokenTemplate& pattern = rule.templates[entry.index];
    if ((entry.first_segments >> segment & 1) == 0 || (entry.first_accepts >> first & 1) == 0) {
      continue;
    }
    if (entry.alone < alone_min && !work.attention.wants(entry.detector)) continue;
    if (is_split && !pattern.may_split_lead()) continue;
    const TokenMatch match = pattern.match(work.text, begin, compact.data());
    if (match.end == 0 || touches_word_after(work.text, match.end)) continue;
    const std::string_view value(compact.data(), match.compact);
    // Digits in one run look like any other number, whatever the template allows.
    const bool is_telling =
        match.separators > 0 || !std::all_of(value.begin(), value.end(), is_digit);
    Candidate candidate{.begin = begin,
                        .end = match.end,
                        .detector = entry.detector,
                        .form = match.is_upper && is_telling ? Form::Formatted : Form::Bare};
    if (!passes(rule, value, candidate)) continue;
    candidate.around = surroundings_of(work.text, begin, match.end);
    work.candidates.push_back(candidate);
  }
}

// Copies letters and digits to `compact`, over single separators, until there are `count`. Returns
// the byte after the last, or 0 when the text does not have as many.
std::uint32_t take_alnum(std::string_view text, std::uint32_t begin, std::size_t count,
                         char* compact) {
  std::size_t taken = 0;
  std::uint32_t at = begin;
  while (taken < count) {
    if (at >= text.size()) return 0;
    const char c = text[at];
    if (is_alnum(c)) {
      compact[taken++] = c >= 'a' ? static_cast<char>(c & ~0x20) : c;
    } else if (!(c == ' ' || c == '-' || c == '.') || !is_alnum(char_at(text, at + 1))) {
      return 0;
    }
    ++at;
  }
  return at;
}

}  // namespace

void find_tokens(const Compiled& rules, Work& work, std::uint32_t begin, std::uint32_t end) {
  const std::uint32_t run = std::min<std::uint32_t>(end - begin, Compiled::kRuns - 1);
  const std::uint32_t lead = letters_before(work.text, begin);
  try_templates(rules, work, begin - lead, lead, run, false);
  if (lead > 0 || begin < 2) return;
  const char gap = work.text[begin - 1];
  if (gap != ' ' && gap != '-' && gap != '.' && gap != '/') return;
  const std::uint32_t letters = letters_before(work.text, begin - 1);
  if (letters > 0) try_templates(rules, work, begin - 1 - letters, letters, run, true);
}

void find_iban(const Compiled& rules, Work& work, std::uint32_t begin, std::uint32_t end) {
  if (rules.ibans.empty() || end - begin < 2) return;
  const std::uint32_t gap = char_at(work.text, std::int64_t{begin} - 1) == ' ' ? 1 : 0;
  if (begin < 2 + gap || letters_before(work.text, begin - gap) != 2) return;
  const std::uint32_t start = begin - gap - 2;
  if (touches_word_before(work.text, start)) return;
  const std::uint32_t length = iban_length(work.text[start], work.text[start + 1]);
  if (length == 0) return;
  std::array<char, 40> compact;
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

void find_dashed_mac(const Compiled& rules, Work& work, std::uint32_t begin) {
  if (rules.macs.empty()) return;
  for (const std::uint32_t back : {0U, 1U}) {
    if (begin < back) continue;
    const std::uint32_t start = begin - back;
    if (char_at(work.text, start + 2) != '-' || char_at(work.text, start + 5) != '-' ||
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

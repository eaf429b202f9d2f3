#include "engine/detect/find.h"

#include <algorithm>
#include <bit>

#include "engine/detect/clusters.h"
#include "engine/detect/fold.h"
#include "engine/detect/mask_words.h"
#include "engine/detect/weigh.h"

namespace holdfast::detect {
namespace {

constexpr unsigned kSecretRun = 16;

// Bit i: 16 bits in a row are set from i on.
std::uint64_t long_runs(const std::vector<std::uint64_t>& mask, std::size_t word) {
  std::uint64_t low = mask[word];
  if (low == 0) return 0;
  std::uint64_t high = mask[word + 1];
  for (unsigned step = 1; step < kSecretRun; step *= 2) {
    low &= low >> step | high << (64 - step);
    high &= high >> step;
  }
  return low;
}

void collect_edges(const Masks& masks, std::size_t words, std::vector<std::uint32_t>& edges) {
  edges.clear();
  std::uint64_t carry = 0;
  for (std::size_t word = 0; word <= words; ++word) {
    const std::uint64_t digits = masks.digit[word];
    std::uint64_t changes = digits ^ (digits << 1 | carry);
    carry = digits >> 63;
    while (changes != 0) {
      edges.push_back(
          static_cast<std::uint32_t>(word * 64 + static_cast<unsigned>(std::countr_zero(changes))));
      changes &= changes - 1;
    }
  }
}

// Fewer digits say something only beside words or as a part of a token.
constexpr std::size_t kNumberDigitsMin = 3;

bool is_among_words(const Work& work, std::uint32_t begin, std::uint32_t end) {
  const auto is_letter = [&work](std::int64_t at) {
    return class_of(char_at(work.text, at)) == CharClass::Letter;
  };
  const std::int64_t before = std::int64_t{begin} - 1;
  if (is_letter(before) || is_letter(end)) return true;
  return (char_at(work.text, before) == ' ' && is_letter(before - 1)) ||
         ((char_at(work.text, end) == ' ' || char_at(work.text, end) == '.') &&
          (is_letter(std::int64_t{end} + 1) || is_letter(std::int64_t{end} + 2)));
}

void find_in_cluster(const Compiled& rules, Work& work, std::size_t edge, std::size_t next) {
  const std::uint32_t cluster_begin = work.edges[edge];
  const std::uint32_t cluster_end = work.edges[next - 1];
  work.attention.look_at(work.context, cluster_begin, cluster_end);
  const bool may_be_date = work.attention.tries_shape(Shape::Date);
  find_digits(rules, work);
  if (may_be_date) find_dates(rules, work);
  find_ipv4(rules, work);
  for (; edge < next; edge += 2) {
    const std::uint32_t begin = work.edges[edge];
    const std::uint32_t end = work.edges[edge + 1];
    const TokenRun run = token_run(work, begin, end);
    find_tokens(rules, work, run);
    find_iban(rules, work, run);
    find_dashed_mac(rules, work, run);
    if (may_be_date) find_named_date(rules, work, begin, end);
    find_compound_street(rules, work, begin, end);
  }
  if (work.candidates.empty()) return;
  weigh_place(rules, work, work.context.around(cluster_begin, cluster_end));
}

void find_around_digits(const Compiled& rules, Work& work) {
  for (std::size_t edge = 0; edge + 1 < work.edges.size();) {
    const std::size_t next = read_cluster(work, edge);
    if (work.digits.size() >= kNumberDigitsMin ||
        is_among_words(work, work.edges[edge], work.edges[next - 1])) {
      find_in_cluster(rules, work, edge, next);
    }
    edge = next;
  }
}

void weigh_found(const Compiled& rules, Work& work) {
  std::uint32_t begin = work.candidates.front().begin;
  std::uint32_t end = work.candidates.front().end;
  for (const Candidate& candidate : work.candidates) {
    begin = std::min(begin, candidate.begin);
    end = std::max(end, candidate.end);
  }
  weigh_place(rules, work, work.context.around(begin, end));
}

// The candidates of one event, which lie close together.
inline void weigh_event(const Compiled& rules, Work& work) {
  if (!work.candidates.empty()) weigh_found(rules, work);
}

void find_at_events(const Compiled& rules, Work& work, std::size_t index,
                    std::uint32_t& address_end) {
  std::uint64_t events = work.masks.event[index];
  if (events == 0) return;
  const std::uint64_t before_letter = bits_after(work.masks.letter, index);
  for (; events != 0; events &= events - 1) {
    const auto bit = static_cast<unsigned>(std::countr_zero(events));
    const auto at = static_cast<std::uint32_t>(index * 64 + bit);
    const char c = work.text[at];
    if (c == '@') {
      find_email(rules, work, at);
    } else if (c == ':') {
      if (at < address_end || char_at(work.text, at + 1) == ' ') continue;
      address_end = char_at(work.text, at + 1) == '/' ? find_url(rules, work, at)
                                                      : find_colons(rules, work, at);
    } else if (before_letter >> bit & 1) {
      find_www(rules, work, at);
      find_written_email(rules, work, at);
    }
    weigh_event(rules, work);
  }
}

// What cues themselves lead to: values after them, addresses written out, private keys.
void find_after_cues(const Compiled& rules, Work& work) {
  for (const CueHit& hit : work.context.hits()) {
    if (!rules.cues.signs(hit.cue).acts) continue;
    const Cue& cue = rules.cues[hit.cue];
    if (!cue.is_value_of.empty()) weigh_listed_words(rules, work, hit);
    if (cue.has_value_after) weigh_value_after(rules, work, hit);
    if (cue.is_dot) find_written_email(rules, work, hit.begin);
    if (cue.is_begin) find_pem(rules, work, hit.begin);
    if (!cue.calls.empty()) find_street_near(rules, work, hit);
    weigh_event(rules, work);
  }
}

template <typename Visit>
void for_each_bit(std::uint64_t bits, std::size_t index, Visit visit) {
  for (; bits != 0; bits &= bits - 1) {
    visit(static_cast<std::uint32_t>(index * 64 + static_cast<unsigned>(std::countr_zero(bits))));
  }
}

void find_elsewhere(const Compiled& rules, Work& work, std::size_t words) {
  std::uint32_t address_end = 0;
  std::uint64_t carry = 0;  // a long token goes on from the word before
  for (std::size_t index = 0; index < words; ++index) {
    find_at_events(rules, work, index, address_end);
    const std::uint64_t runs = long_runs(work.masks.token, index);
    for_each_bit(runs & ~(runs << 1 | carry), index, [&](std::uint32_t at) {
      find_secret(rules, work, at);
      weigh_event(rules, work);
    });
    carry = runs >> 63;
  }
}

}  // namespace

void find_all(const Compiled& rules, Work& work) {
  find_written(rules, work);
  find_said(rules, work);
}

void find_written(const Compiled& rules, Work& work) {
  work.candidates.clear();
  work.weighed.clear();
  const std::size_t words = (work.text.size() + 63) / 64;
  collect_edges(work.masks, words, work.edges);
  work.attempts.reset();
  work.context.read(work.text, work.masks, rules.cues);
  find_around_digits(rules, work);
  find_elsewhere(rules, work, words);
  find_after_cues(rules, work);
  if (rules.has_patterns_or_lists) find_own(rules, work);
  if (!work.question.empty()) weigh_answers(rules, work);
  if (!rules.name_readers.empty() && !work.is_said) find_names(rules, work);
}

void weigh_place(const Compiled& rules, Work& work, const Neighbourhood& near) {
  if (work.candidates.empty()) return;
  weigh_candidates(rules, work, near);
  work.candidates.clear();
}

bool passes(const DetectorRule& rule, std::string_view compact, Candidate& candidate) {
  candidate.is_strong = false;
  candidate.strong_check = -1;
  for (std::size_t i = 0; i < rule.checks.size(); ++i) {
    const Check::Outcome outcome = rule.checks[i].run(compact);
    if (outcome == Check::Outcome::Fail) return false;
    if (outcome == Check::Outcome::Strong) {
      candidate.is_strong = true;
      candidate.strong_check = static_cast<std::int8_t>(i);
    }
  }
  return true;
}

// Letters of alphabets with words join a number to a word; a Chinese character beside it does not.
bool touches_word_before(std::string_view text, std::uint32_t begin) {
  if (begin == 0) return false;
  const auto before = static_cast<unsigned char>(text[begin - 1]);
  if (before < 0x80) return is_alnum(text[begin - 1]) || before == '_';
  std::uint32_t lead = begin - 1;
  while (lead > 0 && begin - lead < 4 && (static_cast<unsigned char>(text[lead]) & 0xC0) == 0x80) {
    --lead;
  }
  return static_cast<unsigned char>(text[lead]) < 0xE0;
}

bool touches_word_after(std::string_view text, std::uint32_t end) {
  if (end >= text.size()) return false;
  const auto after = static_cast<unsigned char>(text[end]);
  if (after < 0x80) return is_alnum(text[end]) || after == '_';
  return after < 0xE0;
}

}  // namespace holdfast::detect

#include "engine/detect/find.h"

#include <algorithm>
#include <bit>

#include "engine/detect/clusters.h"
#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

constexpr unsigned kSecretRun = 16;

// The bits of `mask` shifted so that bit i says something about byte i + 1 (next) or i - 1 (last).
std::uint64_t next_bits(const std::vector<std::uint64_t>& mask, std::size_t word) {
  return mask[word] >> 1 | mask[word + 1] << 63;
}
std::uint64_t last_bits(const std::vector<std::uint64_t>& mask, std::size_t word) {
  return mask[word] << 1 | (word == 0 ? 0 : mask[word - 1] >> 63);
}

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

void find_around_digits(const Compiled& rules, Work& work) {
  for (std::size_t edge = 0; edge + 1 < work.edges.size();) {
    const std::size_t next = read_cluster(work, edge);
    find_digits(rules, work);
    find_dates(rules, work);
    find_ipv4(rules, work);
    for (; edge < next; edge += 2) {
      const std::uint32_t begin = work.edges[edge];
      const std::uint32_t end = work.edges[edge + 1];
      find_tokens(rules, work, begin, end);
      find_iban(rules, work, begin, end);
      find_dashed_mac(rules, work, begin);
      find_named_date(rules, work, begin, end);
      find_street(rules, work, begin, end);
    }
  }
}

void find_at_events(const Compiled& rules, Work& work, std::size_t word, std::uint32_t& address_end) {
  std::uint64_t events = work.masks.event[word];
  if (events == 0) return;
  const std::uint64_t next_letter = next_bits(work.masks.letter, word);
  while (events != 0) {
    const auto bit = static_cast<unsigned>(std::countr_zero(events));
    events &= events - 1;
    const auto at = static_cast<std::uint32_t>(word * 64 + bit);
    const char c = work.text[at];
    if (c == '@') {
      find_email(rules, work, at);
    } else if (c == ':') {
      if (at < address_end) continue;
      address_end = char_at(work.text, at + 1) == '/' ? find_url(rules, work, at)
                                                      : find_colons(rules, work, at);
    } else if (next_letter >> bit & 1) {
      find_www(rules, work, at);
      find_written_email(rules, work, at);
    }
  }
}

void find_trigger(const Compiled& rules, Work& work, std::uint32_t begin) {
  std::uint32_t end = begin;
  while (end < work.text.size() && class_of(work.text[end]) == CharClass::Letter) ++end;
  const std::string_view word = work.text.substr(begin, end - begin);
  const std::uint64_t hash = word_hash(word);
  if (rules.dot_words.contains(hash)) find_written_email(rules, work, begin);
  if (hash == rules.begin_word) find_pem(rules, work, begin);
  if (rules.cues.may_begin_value_cue(hash)) {
    work.candidates.push_back({.begin = begin, .end = end, .is_trigger = true});
  }
}

void find_elsewhere(const Compiled& rules, Work& work, std::size_t words) {
  std::uint32_t address_end = 0;
  std::uint64_t carry = 0;  // the run of long tokens goes on from the word before
  for (std::size_t word = 0; word < words; ++word) {
    find_at_events(rules, work, word, address_end);
    std::uint64_t triggers = work.masks.trigger[word] & work.masks.letter[word] &
                             ~last_bits(work.masks.letter, word);
    for (; triggers != 0; triggers &= triggers - 1) {
      find_trigger(rules, work,
                   static_cast<std::uint32_t>(
                       word * 64 + static_cast<unsigned>(std::countr_zero(triggers))));
    }
    const std::uint64_t runs = long_runs(work.masks.token, word);
    std::uint64_t starts = runs & ~(runs << 1 | carry);
    carry = runs >> 63;
    for (; starts != 0; starts &= starts - 1) {
      find_secret(rules, work,
                  static_cast<std::uint32_t>(
                      word * 64 + static_cast<unsigned>(std::countr_zero(starts))));
    }
  }
}

}  // namespace

void find_candidates(const Compiled& rules, Work& work) {
  work.candidates.clear();
  const std::size_t words = (work.text.size() + 63) / 64;
  collect_edges(work.masks, words, work.edges);
  find_around_digits(rules, work);
  find_elsewhere(rules, work, words);
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

// E-mail addresses, written with '@' or in words.

#include <algorithm>
#include <span>
#include <string>

#include "engine/detect/find.h"
#include "engine/detect/fold.h"
#include "engine/detect/validators/public_suffix.h"

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kLocalMax = 64;
constexpr std::uint32_t kDomainMax = 253;

bool is_local_char(char c) {
  return is_alnum(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-' || c == '\'' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_domain_char(char c) {
  return is_alnum(c) || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

// Where the domain that begins at `begin` ends; `begin` when none does.
std::uint32_t domain_end(std::string_view text, std::uint32_t begin) {
  std::uint32_t end = begin;
  while (end < text.size() && end - begin < kDomainMax && is_domain_char(text[end])) ++end;
  return begin + static_cast<std::uint32_t>(domain_size(text.substr(begin, end - begin)));
}

std::uint32_t local_begin(std::string_view text, std::uint32_t end) {
  std::uint32_t begin = end;
  while (begin > 0 && end - begin < kLocalMax && is_local_char(text[begin - 1])) --begin;
  while (begin < end && (text[begin] == '.' || text[begin] == '-' || text[begin] == '\'')) ++begin;
  // Never from the middle of a character.
  while (begin < end && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) ++begin;
  return begin;
}

void add(const Compiled& rules, Work& work, std::uint32_t begin, std::uint32_t end,
         std::string_view compact, Form form) {
  for (const DetectorIndex index : rules.emails) {
    Candidate candidate{.begin = begin, .end = end, .detector = index, .form = form};
    if (passes(rules.rule(index), compact, candidate)) work.candidates.push_back(candidate);
  }
}

// One way of writing '@' or '.' in words that ends at `end`: " at ", "[at]", "(at)", " at". Returns
// where it begins, or `end`.
std::uint32_t written_before(std::string_view text, std::uint32_t end,
                             std::span<const std::string_view> words) {
  std::uint32_t at = end;
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == ')' || text[at - 1] == ']')) --at;
  if (at == end) return end;
  for (const std::string_view word : words) {
    if (at < word.size()) continue;
    const std::uint32_t begin = at - static_cast<std::uint32_t>(word.size());
    const bool is_same = std::equal(word.begin(), word.end(), text.begin() + begin,
                                    [](char a, char b) { return a == (b | 0x20); });
    const char before = char_at(text, std::int64_t{begin} - 1);
    if (!is_same || !(before == ' ' || before == '(' || before == '[')) continue;
    std::uint32_t from = begin;
    while (from > 0 && (text[from - 1] == ' ' || text[from - 1] == '(' || text[from - 1] == '[')) {
      --from;
    }
    return from;
  }
  return end;
}

constexpr std::string_view kAt[] = {"at",           "arroba",      "arobase",    "chiocciola",
                                    "apenstaartje", "apestaartje", "klammeraffe"};
constexpr std::string_view kUnderscore[] = {"underscore", "unterstrich",    "underline",
                                            "guion bajo", "trattino basso", "tiret bas"};
constexpr std::string_view kDash[] = {"dash",     "hyphen",   "minus", "bindestrich",
                                      "trattino", "streepje", "guion", "tiret"};

std::uint32_t word_begin(std::string_view text, std::uint32_t end) {
  std::uint32_t begin = end;
  while (begin > 0 && end - begin < kLocalMax &&
         (is_alnum(text[begin - 1]) || text[begin - 1] == '-' || text[begin - 1] == '_' ||
          text[begin - 1] == '.' || text[begin - 1] == '+')) {
    --begin;
  }
  while (begin < end && !is_alnum(text[begin])) ++begin;
  return begin;
}

void append_lower(std::string& out, std::string_view part) {
  for (const char c : part) out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
}

// The domain's labels that end at `end`, with dots written in any way between them.
struct WrittenDomain {
  std::uint32_t begin = 0;
  std::uint32_t at_sign = 0;  // where the word for '@' before them begins; `begin` without one
  std::string labels;         // in lower case, joined by dots
};

std::uint32_t label_begin(std::string_view text, std::uint32_t end) {
  std::uint32_t begin = end;
  while (begin > 0 && end - begin < 63 && (is_alnum(text[begin - 1]) || text[begin - 1] == '-')) {
    --begin;
  }
  return begin;
}

WrittenDomain labels_before(std::string_view text, std::uint32_t end) {
  constexpr int kLabelsMax = 4;
  WrittenDomain domain{.begin = end, .at_sign = end, .labels = {}};
  for (int labels = 0; labels < kLabelsMax; ++labels) {
    const std::uint32_t begin = label_begin(text, end);
    if (begin == end) break;
    std::string label;
    append_lower(label, text.substr(begin, end - begin));
    domain.labels = domain.labels.empty() ? label : label + '.' + domain.labels;
    domain.begin = begin;
    domain.at_sign = written_before(text, begin, kAt);
    if (domain.at_sign != begin) break;
    const bool has_dot = begin > 0 && text[begin - 1] == '.';
    end = has_dot ? begin - 1 : written_before(text, begin, kDotWords);
    if (end == begin) break;
  }
  return domain;
}

// A sign of the local part that is said in a word which ends at `end`.
struct Joint {
  std::uint32_t begin = 0;  // `end` when there is none
  char sign = '.';
};

Joint joint_before(std::string_view text, std::uint32_t end) {
  if (const auto dot = written_before(text, end, kDotWords); dot != end) return {dot, '.'};
  if (const auto low = written_before(text, end, kUnderscore); low != end) return {low, '_'};
  return {written_before(text, end, kDash), '-'};
}

}  // namespace

void find_email(const Compiled& rules, Work& work, std::uint32_t at_sign) {
  if (rules.emails.empty()) return;
  const std::string_view text = work.text;
  std::uint32_t local_end = at_sign;
  std::uint32_t domain = at_sign + 1;
  // One space on either side is a slip of the hand, or a disguise.
  const bool is_spaced =
      char_at(text, std::int64_t{at_sign} - 1) == ' ' || char_at(text, domain) == ' ';
  if (char_at(text, std::int64_t{at_sign} - 1) == ' ') --local_end;
  if (char_at(text, domain) == ' ') ++domain;
  const std::uint32_t begin = local_begin(text, local_end);
  const std::uint32_t end = domain_end(text, domain);
  if (begin == local_end || end == domain || text[local_end - 1] == '.') return;
  if (!is_spaced) {
    const std::string_view value = text.substr(begin, end - begin);
    add(rules, work, begin, end, value.substr(0, 512), Form::Formatted);
    return;
  }
  std::string compact(text.substr(begin, local_end - begin));
  compact += '@';
  compact += text.substr(domain, end - domain);
  add(rules, work, begin, end, compact, Form::Bare);
}

// `dot` is a real dot within a domain, or the begin of the word "dot". Reads to the left: labels
// and dots until the word for '@', then the local part.
void find_written_email(const Compiled& rules, Work& work, std::uint32_t dot) {
  if (rules.emails.empty()) return;
  const std::string_view text = work.text;
  const bool is_word = text[dot] != '.';
  std::uint32_t label_end = dot;
  std::uint32_t ending = dot + 1;
  if (is_word) {
    while (label_end > 0 && (text[label_end - 1] == ' ' || text[label_end - 1] == '(' ||
                             text[label_end - 1] == '[')) {
      --label_end;
    }
    while (ending < text.size() && is_ascii_letter(text[ending])) ++ending;
    const std::uint32_t word_end = ending;
    while (ending < text.size() &&
           (text[ending] == ' ' || text[ending] == ')' || text[ending] == ']')) {
      ++ending;
    }
    if (ending == word_end || label_end == dot) return;
  }
  WrittenDomain domain = labels_before(text, label_end);
  const std::uint32_t label = domain.begin;
  const std::uint32_t local_end = domain.at_sign;
  if (local_end == label || local_end == 0) return;
  std::uint32_t end = ending;
  while (end < text.size() && (is_alnum(text[end]) || text[end] == '-' || text[end] == '.')) ++end;
  while (end > ending && !is_alnum(text[end - 1])) --end;
  const std::string_view tail = text.substr(ending, end - ending);
  const std::size_t last_dot = tail.rfind('.');
  if (!is_top_level_domain(last_dot == std::string_view::npos ? tail : tail.substr(last_dot + 1))) {
    return;
  }
  // "at home.Please": a full stop without a blank behind it.
  if (!is_word &&
      domain_size(text.substr(label_begin(text, dot), end - label_begin(text, dot))) == 0) {
    return;
  }
  std::uint32_t begin = word_begin(text, local_end);
  if (begin == local_end) return;
  std::string local;
  append_lower(local, text.substr(begin, local_end - begin));
  // "john dot smith at …", four parts at most.
  for (int part = 0; part < 3; ++part) {
    const Joint joint = joint_before(text, begin);
    if (joint.begin == begin) break;
    const std::uint32_t from = word_begin(text, joint.begin);
    if (from == joint.begin) break;
    std::string longer;
    append_lower(longer, text.substr(from, joint.begin - from));
    local = longer + joint.sign + local;
    begin = from;
  }
  std::string compact = local + '@';
  compact += domain.labels;
  compact += '.';
  append_lower(compact, tail);
  if (compact.size() > 254) return;
  // "look at example.com": with a plain "at" and one plain word this is a sentence, not an address.
  const bool is_bracketed =
      text.substr(local_end, label - local_end).find_first_of("([") != std::string_view::npos;
  const bool is_mixed =
      !is_word && !is_bracketed && local.find_first_of("0123456789._-") == std::string::npos;
  if (is_mixed) return;
  add(rules, work, begin, end, compact, Form::Bare);
}

}  // namespace holdfast::detect

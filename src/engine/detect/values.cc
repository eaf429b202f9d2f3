// Values that only their announcement shows: passwords, answers, names, customer numbers.

#include <algorithm>

#include "engine/detect/find.h"
#include "engine/detect/fold.h"
#include "engine/detect/telling_words.h"

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kReach = 160;  // bytes looked at after a cue
constexpr std::uint32_t kLineReach = 1024;
constexpr std::uint32_t kSecretMax = 128;
constexpr int kConnectorsMax = 5;
constexpr int kAnswerWordsMax = 4;
constexpr int kLeadInsMax = 8;

std::uint32_t skip_blanks(std::string_view text, std::uint32_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

std::uint32_t letters_end(std::string_view text, std::uint32_t at) {
  while (at < text.size() && class_of(text[at]) == CharClass::Letter) ++at;
  return at;
}

// An upper-case letter of ASCII or Latin-1.
bool is_capital(std::string_view text, std::uint32_t at) {
  const auto c = static_cast<unsigned char>(char_at(text, at));
  const auto next = static_cast<unsigned char>(char_at(text, at + 1));
  return (c >= 'A' && c <= 'Z') || (c == 0xC3 && next <= 0x9E);
}

bool is_name_particle(std::string_view word) {
  for (const std::string_view particle : {"de", "del", "la", "las", "los", "da", "dos", "di", "van",
                                          "von", "der", "den", "le", "bin", "el", "ten", "zu"}) {
    if (word == particle) return true;
  }
  return false;
}

// Behind "it" of "it's" and "c" of "c'est", which lead to a value like "is": where the whole ends,
// or `end` when it is another word.
std::uint32_t joined_end(std::string_view text, std::uint32_t end) {
  constexpr std::string_view kJoined[] = {"s", "re", "est", "était"};
  std::uint32_t at = end;
  if (char_at(text, at) == '\'') {
    ++at;
  } else if (text.substr(at).starts_with("’")) {
    at += 3;
  } else {
    return end;
  }
  const std::uint32_t stop = letters_end(text, at);
  const std::string_view word = text.substr(at, stop - at);
  const bool is_known =
      std::find(std::begin(kJoined), std::end(kJoined), word) != std::end(kJoined);
  return is_known && (is_blank(char_at(text, stop)) || char_at(text, stop) == ':') ? stop : end;
}

Lead read_lead(const Compiled& rules, std::string_view text, std::uint32_t from) {
  Lead lead{.value = skip_blanks(text, from)};
  for (int step = 0; step < kConnectorsMax; ++step) {
    const char c = char_at(text, lead.value);
    if (c == ':' || c == '=' || c == '>' || (c == '-' && is_blank(char_at(text, lead.value + 1)))) {
      lead.is_announced = true;
      lead.value = skip_blanks(text, lead.value + 1);
      continue;
    }
    if (c == ',' && step == 0) {  // "Kind regards, Ann" and "Kind regards,\nAnn"
      lead.value = skip_blanks(text, lead.value + 1);
      if (char_at(text, lead.value) == '\n') lead.value = skip_blanks(text, lead.value + 1);
      continue;
    }
    if (c == '\n' && (lead.is_announced || step == 0)) {
      lead.value = skip_blanks(text, lead.value + 1);
      continue;
    }
    const std::uint32_t end = letters_end(text, lead.value);
    if (end == lead.value) break;
    if (const std::uint32_t joined = joined_end(text, end); joined > end) {
      lead.is_announced = true;
      lead.value = skip_blanks(text, joined);
      continue;
    }
    const Cue* cue = rules.cues.find_word(text.substr(lead.value, end - lead.value));
    if (cue == nullptr || !cue->is_connector) break;
    // "its": the connector goes on in the same word.
    if (is_alnum(char_at(text, end))) break;
    lead.is_announced = true;
    lead.value = skip_blanks(text, end);
  }
  if (is_quote(char_at(text, lead.value))) lead.quote = text[lead.value++];
  return lead;
}

bool is_non_answer(const Compiled& rules, std::string_view word) {
  const Cue* cue = rules.cues.find_word(word);
  return cue != nullptr && (cue->is_non_answer || cue->is_connector);
}

Value secret_at(const Compiled& rules, std::string_view text, const Lead& lead) {
  std::uint32_t end = lead.value;
  while (end < text.size() && end - lead.value < kSecretMax &&
         static_cast<unsigned char>(text[end]) > 0x20 && text[end] != lead.quote) {
    ++end;
  }
  if (end - lead.value == kSecretMax) return {};
  while (end > lead.value && lead.quote == '\0' &&
         (text[end - 1] == '.' || text[end - 1] == ',' || text[end - 1] == ';' ||
          text[end - 1] == ')' || is_quote(text[end - 1]))) {
    --end;
  }
  const std::string_view word = text.substr(lead.value, end - lead.value);
  if (word.size() < 3) return {};
  std::string_view plain = word;
  while (!plain.empty() && (plain.back() == '?' || plain.back() == '!')) plain.remove_suffix(1);
  if (is_non_answer(rules, plain) || word.find("://") != word.npos) return {};
  // "is my password Sunflower_1017?" gives it away, "shall I send the password again?" does not.
  if (word.back() == '?' && !looks_secret(plain)) return {};
  if (!looks_secret(word) && !lead.is_announced) return {};
  return {lead.value, end, looks_secret(word) || lead.quote != '\0'};
}

// Words until the sentence ends, at most kAnswerWordsMax, each acceptable to `accept`.
template <typename Accept>
Value words_at(std::string_view text, std::uint32_t begin, Accept accept) {
  Value value{begin, begin, false};
  std::uint32_t at = begin;
  for (int count = 0; count < kAnswerWordsMax; ++count) {
    const std::uint32_t word = at;
    while (at < text.size() &&
           (class_of(text[at]) != CharClass::Other || text[at] == '\'' || text[at] == '-')) {
      ++at;
    }
    if (at == word || !accept(text.substr(word, at - word))) break;
    value.end = at;
    if (char_at(text, at) != ' ') break;
    ++at;
  }
  return value;
}

Value answer_at(const Compiled& rules, std::string_view text, const Lead& lead) {
  const Value value =
      words_at(text, lead.value, [&rules, first = true](std::string_view word) mutable {
        const bool is_first = std::exchange(first, false);
        return !is_first || !is_non_answer(rules, word);
      });
  return value.end - value.begin < 2 || char_at(text, value.end) == '?' ? Value{} : value;
}

Value name_at(const Compiled& rules, std::string_view text, const Lead& lead) {
  const bool starts_upper = char_at(text, lead.value) >= 'A' && char_at(text, lead.value) <= 'Z';
  const Value value = words_at(text, lead.value, [&](std::string_view word) {
    const auto first = static_cast<unsigned char>(word[0]);
    const bool is_name_like = first >= 0x80 || (starts_upper ? word[0] >= 'A' && word[0] <= 'Z'
                                                             : is_ascii_letter(word[0]));
    const bool has_digit = std::any_of(word.begin(), word.end(), is_digit);
    return is_name_like && !has_digit && !is_non_answer(rules, word);
  });
  return value.end - value.begin < 2 ? Value{} : Value{value.begin, value.end, starts_upper};
}

// What a header holds: the rest of the line, or what stands in quotation marks.
Value line_at(std::string_view text, const Lead& lead) {
  constexpr std::uint32_t kLineMin = 8;
  std::uint32_t end = lead.value;
  while (end < text.size() && text[end] != '\n' && text[end] != '\r' &&
         (lead.quote == '\0' || text[end] != lead.quote)) {
    ++end;
  }
  // The text is cut at its reach: a letter of several bytes goes as a whole or not at all.
  while (end > lead.value &&
         (is_blank(text[end - 1]) || (static_cast<unsigned char>(text[end - 1]) & 0x80) != 0)) {
    --end;
  }
  if (!lead.is_announced || end - lead.value < kLineMin) return {};
  return {lead.value, end, true};
}

Value value_at(const Compiled& rules, const DetectorRule& rule, std::string_view text,
               const Lead& lead) {
  switch (rule.value) {
    case ValueKind::Secret:
      return secret_at(rules, text, lead);
    case ValueKind::Answer:
      return lead.is_announced ? answer_at(rules, text, lead) : Value{};
    case ValueKind::Name:
      return name_at(rules, text, lead);
    case ValueKind::Identifier:
      return identifier_at(text, lead);
    case ValueKind::Code:
      return code_at(text, lead);
    case ValueKind::Line:
      return line_at(text, lead);
  }
  return {};
}

// The sentence of a text that asks back ("E4127. Is that all you need?") without the question.
std::string_view without_question(std::string_view text) {
  const std::size_t mark = text.find('?');
  if (mark == text.npos) return text;
  std::size_t end = 0;
  for (std::size_t i = 0; i + 1 < mark; ++i) {
    if ((text[i] == '.' || text[i] == '!' || text[i] == '\n') && text[i + 1] <= ' ') end = i + 1;
  }
  return text.substr(0, end);
}

// What stands between words that lead up to an answer; not the '@' or '#' that an answer begins
// with.
bool is_pause(char c) {
  return is_blank(c) || c == '\n' || c == ',' || c == '.' || c == ':' || c == ';' || c == '-' ||
         c == '>' || c == '!';
}

// Past "sure, let me see … ok": words that lead up to an answer and signs between them.
std::uint32_t past_lead_ins(const Compiled& rules, std::string_view text) {
  std::uint32_t at = 0;
  for (int words = 0; words < kLeadInsMax; ++words) {
    while (at < text.size() && is_pause(text[at])) ++at;
    const std::uint32_t end = letters_end(text, at);
    if (end == at || !is_non_answer(rules, text.substr(at, end - at))) break;
    if (is_alnum(char_at(text, end))) break;
    at = end;
  }
  return at;
}

// A word like any other is a password only when it is the whole answer: not in "cheers mate", nor
// in "thanks Rosie, bye".
Value plain_secret(const Compiled& rules, const DetectorRule& rule, std::string_view text) {
  Lead lead = read_lead(rules, text, 0);
  if (char_at(text, lead.value) == ',') {  // "sure, it's …"
    lead = read_lead(rules, text, lead.value + 1);
  }
  lead.is_announced = true;
  const Value value = value_at(rules, rule, text, lead);
  const std::uint32_t after = skip_blanks(text, value.end);
  return !value.looks_right && letters_end(text, after) > after ? Value{} : value;
}

}  // namespace

// A word that people choose for secrets and do not write otherwise: letters with digits or signs,
// or capitals within.
bool looks_secret(std::string_view word) {
  while (!word.empty() && (word.back() == '!' || word.back() == '?' || word.back() == ':')) {
    word.remove_suffix(1);
  }
  bool has_lower = false;
  bool has_upper_within = false;
  bool has_other = false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    has_lower |= c >= 'a' && c <= 'z';
    has_upper_within |= i > 0 && c >= 'A' && c <= 'Z';
    has_other |= class_of(c) != CharClass::Letter && c != '\'' && c != '-';
  }
  return has_other || (has_lower && has_upper_within);
}

Value identifier_at(std::string_view text, const Lead& lead) {
  std::uint32_t at = lead.value;
  if (char_at(text, at) == '#') ++at;
  const std::uint32_t begin = at;
  unsigned digits = 0;
  unsigned total = 0;
  while (at < text.size() && at - begin < 32) {
    const char c = text[at];
    if (is_alnum(c)) {
      ++total;
      digits += is_digit(c) ? 1U : 0U;
    } else if (!((c == '-' || c == '/' || c == '.' || c == '_') &&
                 is_alnum(char_at(text, at + 1)))) {
      break;
    }
    ++at;
  }
  if (digits < 2 || total < 5 || total > 24 || touches_word_after(text, at)) return {};
  return {begin, at, true};
}

// One word in capitals, or with a digit.
Value code_at(std::string_view text, const Lead& lead) {
  std::uint32_t at = lead.value;
  bool has_lower = false;
  bool has_digit = false;
  for (; at < text.size() && is_alnum(text[at]) && at - lead.value <= 16; ++at) {
    has_lower |= text[at] >= 'a' && text[at] <= 'z';
    has_digit |= is_digit(text[at]);
  }
  const std::uint32_t size = at - lead.value;
  if (size < 6 || size > 16 || touches_word_after(text, at) || (has_lower && !has_digit)) return {};
  return {lead.value, at, true};
}

Value value_after(const Compiled& rules, const DetectorRule& rule, std::string_view text,
                  std::uint32_t from) {
  if (is_digit(char_at(text, from))) return {};  // "PW07": the cue is a part of something longer
  const std::uint32_t reach = rule.value == ValueKind::Line ? kLineReach : kReach;
  const std::string_view near = text.substr(0, std::min<std::size_t>(text.size(), from + reach));
  const Value value = value_at(rules, rule, near, read_lead(rules, near, from));
  if (value.is_found() && value.looks_right) return value;
  const Value further = value_further(rules, rule, text, from);
  return further.is_found() ? further : value;
}

Value full_name(const Compiled& rules, std::string_view text, std::uint32_t begin,
                std::uint32_t end) {
  constexpr int kSurnamesMax = 2;
  if (!is_capital(text, begin)) return {};
  Value name{begin, end, false};
  std::uint32_t at = end;
  for (int surnames = 0; surnames < kSurnamesMax && char_at(text, at) == ' ';) {
    const std::uint32_t word = at + 1;
    at = word;
    while (at < text.size() && (class_of(text[at]) == CharClass::Letter || text[at] == '-' ||
                                (text[at] == '\'' && is_ascii_letter(char_at(text, at + 1))))) {
      ++at;
    }
    const std::string_view part = text.substr(word, at - word);
    if (is_name_particle(part)) continue;
    // "Maria SSN": capitals throughout are no surname behind a name that is not.
    if (part.size() < 2 || !is_capital(text, word) || is_digit(char_at(text, at)) ||
        (part[1] >= 'A' && part[1] <= 'Z' && is_ascii_letter(text[begin + 1]) &&
         text[begin + 1] >= 'a') ||
        is_non_answer(rules, part)) {
      break;
    }
    name = {begin, at, true};
    ++surnames;
  }
  return name;
}

Value value_of_answer(const Compiled& rules, const DetectorRule& rule, std::string_view text) {
  if (text.size() > kReach) return {};
  text = without_question(text);
  if (const Value telling = telling_in(rule, text); telling.is_found()) return telling;
  Lead lead{.value = skip_blanks(text, past_lead_ins(rules, text)), .is_announced = true};
  if (is_quote(char_at(text, lead.value))) lead.quote = text[lead.value++];
  Value value = value_at(rules, rule, text, lead);
  if (rule.value == ValueKind::Secret && !value.looks_right) {
    value = plain_secret(rules, rule, text);
  }
  // What follows a bare answer must be little, or the message was about something else.
  return text.size() - value.end > 24 ? Value{} : value;
}

}  // namespace holdfast::detect

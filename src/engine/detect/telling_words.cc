#include "engine/detect/telling_words.h"

#include <algorithm>

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kFurtherReach = 96;  // to a value that does not stand right by its cue
constexpr std::uint32_t kTellingMax = 40;
constexpr int kLinksBackMax = 4;  // words between a value and a cue after it

// A word in the text: what stands between blanks, without the signs around it.
struct Token {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

bool is_opening(char c) { return is_quote(c) || c == '(' || c == '[' || c == '<' || c == '{'; }

bool is_closing(char c) {
  return is_quote(c) || c == ')' || c == ']' || c == '>' || c == '}' || c == ',' || c == ';' ||
         c == '.' || c == ':' || c == '!' || c == '?';
}

Token token_at(std::string_view text, std::uint32_t at) {
  while (at < text.size() && (is_blank(text[at]) || text[at] == '\n' || is_opening(text[at]))) ++at;
  Token token{at, at};
  while (token.end < text.size() && static_cast<unsigned char>(text[token.end]) > 0x20) ++token.end;
  return token;
}

Token trimmed(std::string_view text, Token token) {
  while (token.end > token.begin && is_closing(text[token.end - 1])) --token.end;
  return token;
}

bool has_digit(std::string_view word) { return std::any_of(word.begin(), word.end(), is_digit); }

// Whether a word can tell by its form that it is a value of the kind: telling_at() finds no other.
bool may_tell(ValueKind kind) {
  return kind == ValueKind::Secret || kind == ValueKind::Identifier || kind == ValueKind::Code;
}

// Whether the token is, by its form alone, what the rule looks for. Digits alone are more often
// something else than a password.
Value telling_at(const DetectorRule& rule, std::string_view text, Token token) {
  const std::string_view word = text.substr(token.begin, token.end - token.begin);
  const Lead lead{.value = token.begin, .is_announced = true};
  switch (rule.value) {
    case ValueKind::Secret: {
      const bool is_number = std::none_of(word.begin(), word.end(), is_ascii_letter);
      const bool is_address = word.find("://") != word.npos || word.find('@') < word.size() - 1;
      if (word.size() < 5 || word.size() > kTellingMax || is_number || is_address) return {};
      return has_digit(word) && looks_secret(word) ? Value{token.begin, token.end, true} : Value{};
    }
    case ValueKind::Identifier:
      return identifier_at(text.substr(0, token.end), lead);
    case ValueKind::Code:
      return code_at(text.substr(0, token.end), lead);
    default:
      return {};
  }
}

// The word that ends at `end` or before, on the same line.
Token word_before(std::string_view text, std::uint32_t end) {
  while (end > 0 && class_of(text[end - 1]) == CharClass::Other && text[end - 1] != '\n') --end;
  Token word{end, end};
  while (word.begin > 0 && class_of(text[word.begin - 1]) == CharClass::Letter) --word.begin;
  return word;
}

bool is_announced_here(const Compiled& rules, std::string_view text, std::uint32_t begin) {
  std::uint32_t at = begin;
  while (at > 0 && (is_blank(text[at - 1]) || is_opening(text[at - 1]))) --at;
  if (at > 0 &&
      (text[at - 1] == ':' || text[at - 1] == '=' || text[at - 1] == '>' || text[at - 1] == ',' ||
       text[at - 1] == '-' || text[at - 1] == ']' || text[at - 1] == ')' || text[at - 1] == '\n')) {
    return true;
  }
  const Token word = word_before(text, begin);
  const Cue* cue = rules.cues.find_word(text.substr(word.begin, word.end - word.begin));
  return cue != nullptr && cue->is_announcer;
}

// Whether another thing that is written like the rule's is spoken of within.
bool names_other(const Compiled& rules, const DetectorRule& rule, std::string_view text) {
  const auto is_alike = [&](DetectorIndex index) {
    const Shape shape = rules.rule(index).shape;
    return shape == Shape::AfterCue || shape == Shape::Token ||
           (shape == Shape::Digits && rule.value != ValueKind::Secret);
  };
  bool names = false;
  for_each_word(text, [&](std::size_t begin, std::size_t end) {
    const Cue* cue = rules.cues.find_word(text.substr(begin, end - begin));
    if (cue == nullptr || cue->is_announcer || cue->is_connector) return;
    names |=
        cue->is_look_alike || std::any_of(cue->speaks_for.begin(), cue->speaks_for.end(), is_alike);
  });
  return names;
}

}  // namespace

Value value_further(const Compiled& rules, const DetectorRule& rule, std::string_view text,
                    std::uint32_t from) {
  if (!may_tell(rule.value)) return {};
  const std::string_view near =
      text.substr(0, std::min<std::size_t>(text.size(), from + kFurtherReach));
  for (std::uint32_t at = from; at < near.size();) {
    const char c = near[at];
    if (c == '\n') {  // a label on its own line has its value on the next
      const Token token = trimmed(text, token_at(near, at));
      const bool is_whole_line = token.end == text.size() || text[token.end] == '\n';
      const bool is_value =
          is_whole_line && !names_other(rules, rule, text.substr(from, at - from));
      return is_value ? telling_at(rule, text, token) : Value{};
    }
    const bool ends =
        c == ';' || c == '?' || ((c == '.' || c == '!') && char_at(near, at + 1) == ' ');
    if (ends) return {};
    if (!is_blank(c) && !is_opening(c)) {
      ++at;
      continue;
    }
    Token token = trimmed(text, token_at(near, at));
    if (token.end <= at) return {};
    const std::string_view written = text.substr(token.begin, token.end - token.begin);
    if (const std::size_t sign = written.find('='); sign != written.npos) {
      token.begin += static_cast<std::uint32_t>(sign) + 1;
    }
    if (!has_digit(text.substr(token.begin, token.end - token.begin))) {
      at = std::max(at + 1, token.end);
      continue;
    }
    const Value value = telling_at(rule, text, token);
    const bool is_said = value.is_found() && is_announced_here(rules, text, token.begin) &&
                         !names_other(rules, rule, text.substr(from, token.begin - from));
    return is_said ? value : Value{};
  }
  return {};
}

Value telling_in(const DetectorRule& rule, std::string_view text) {
  if (!may_tell(rule.value)) return {};
  Value found;
  for (std::uint32_t at = 0; at < text.size();) {
    const Token token = token_at(text, at);
    if (token.end == token.begin) break;
    const Value value = telling_at(rule, text, trimmed(text, token));
    if (value.is_found() && found.is_found()) return {};
    if (value.is_found()) found = value;
    at = token.end;
  }
  return found;
}

Value value_before(const Compiled& rules, const DetectorRule& rule, std::string_view text,
                   std::uint32_t cue) {
  if (!may_tell(rule.value)) return {};
  bool is_linked = false;
  std::uint32_t at = cue;
  for (int links = 0; links <= kLinksBackMax; ++links) {
    while (at > 0 && class_of(text[at - 1]) == CharClass::Other) {
      const char c = text[at - 1];
      if (c == '\n' || c == ';' || c == '|' || c == ':' || c == '=' || c == '?') return {};
      is_linked |= c == '-' || c == '(' || c == '[' || c == ',';
      --at;
      if (c == '!' || c == '%' || c == '*' || c == '+' || c == '_') break;  // ends a password
    }
    std::uint32_t begin = at;
    while (begin > 0 && cue - begin < kFurtherReach &&
           static_cast<unsigned char>(text[begin - 1]) > 0x20) {
      --begin;
    }
    while (begin < at && is_opening(text[begin])) ++begin;
    if (begin == at) return {};
    if (has_digit(text.substr(begin, at - begin))) {
      std::uint32_t end = at;
      while (end < cue && !is_blank(text[end]) && !is_closing(text[end])) ++end;
      return is_linked ? telling_at(rule, text, {begin, end}) : Value{};
    }
    const std::uint32_t letters = word_before(text, at).begin;
    const Cue* link = rules.cues.find_word(text.substr(letters, at - letters));
    if (link == nullptr || !(link->is_connector || link->is_link_back)) return {};
    is_linked = true;
    at = letters;
  }
  return {};
}

}  // namespace holdfast::detect

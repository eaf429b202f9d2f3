#include "engine/detect/requests.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "engine/detect/detector_impl.h"
#include "engine/detect/fold.h"
#include "engine/detect/request_words.h"

namespace holdfast::detect {
namespace {

using Phrases = std::span<const std::string_view>;

constexpr std::size_t kReachWords = 9;      // from what asks to what is asked for
constexpr std::size_t kNegationWords = 12;  // before what asks, up to a comma
constexpr std::size_t kAfterWords = 4;      // after what is asked for
constexpr std::size_t kBareWordsMax = 12;   // of a sentence without a verb
constexpr float kAskedConfidence = 0.9F;
constexpr float kOrderedConfidence = 0.8F;
constexpr float kBareConfidence = 0.75F;

struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool follows_pause = false;
  std::string folded;  // of sentences that name something only
};

struct Sentence {
  std::vector<Word> words;
  bool is_question = false;
};

// Letters and digits, but not the signs that stand outside ASCII: ¿ ¡ « » ’ “ ” – …
std::size_t sign_bytes(std::string_view text, std::size_t at) {
  if (text[at] == '\xC2' && at + 1 < text.size()) {
    const char next = text[at + 1];
    if (next == '\xA1' || next == '\xBF' || next == '\xAB' || next == '\xBB' || next == '\xA0') {
      return 2;
    }
  }
  if (text[at] == '\xE2' && at + 2 < text.size() && text[at + 1] == '\x80') return 3;
  return class_of(text[at]) == CharClass::Other ? 1 : 0;
}

bool ends_sentence(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == '?' || c == '!' || c == '\n') return true;
  return c == '.' && (at + 1 == text.size() || text[at + 1] <= ' ');
}

std::vector<Sentence> sentences_of(std::string_view text) {
  std::vector<Sentence> sentences(1);
  bool follows_pause = false;
  std::size_t at = 0;
  while (at < text.size()) {
    if (const std::size_t sign = sign_bytes(text, at); sign > 0) {
      if (sign == 1 && ends_sentence(text, at)) {
        sentences.back().is_question = text[at] == '?';
        if (!sentences.back().words.empty()) sentences.emplace_back();
      }
      follows_pause = follows_pause || text[at] == ',' || text[at] == ';' || text[at] == ':';
      at += sign;
      continue;
    }
    const std::size_t begin = at;
    const CharClass kind = class_of(text[at]);
    while (at < text.size() && class_of(text[at]) == kind && sign_bytes(text, at) == 0) ++at;
    sentences.back().words.push_back(
        {.begin = begin, .end = at, .follows_pause = std::exchange(follows_pause, false)});
  }
  return sentences;
}

// Whether the phrase stands at word `at`; the number of its words, else 0.
std::size_t stands_at(const Sentence& sentence, std::size_t at, std::string_view phrase) {
  std::size_t words = 0;
  while (!phrase.empty()) {
    const std::size_t space = std::min(phrase.find(' '), phrase.size());
    if (at + words >= sentence.words.size()) return 0;
    if (sentence.words[at + words].folded != phrase.substr(0, space)) return 0;
    phrase.remove_prefix(std::min(space + 1, phrase.size()));
    ++words;
  }
  return words;
}

std::size_t any_at(const Sentence& sentence, std::size_t at, Phrases phrases) {
  for (const std::string_view phrase : phrases) {
    if (const std::size_t words = stands_at(sentence, at, phrase); words > 0) return words;
  }
  return 0;
}

struct Range {
  std::size_t begin;
  std::size_t end;
};

// Whether one of the phrases stands within words [begin, end).
bool any_in(const Sentence& sentence, Range range, Phrases phrases) {
  for (std::size_t at = range.begin; at < range.end; ++at) {
    const std::size_t words = any_at(sentence, at, phrases);
    if (words > 0 && at + words <= range.end) return true;
  }
  return false;
}

// Every window is of a few words, so that the time stays linear in the length of the text.
Range around(const Sentence& sentence, std::size_t begin, std::size_t end, std::size_t reach) {
  return {begin > reach ? begin - reach : 0, std::min(end + reach, sentence.words.size())};
}

// What is asked for: words [begin, end) of a sentence, and the type of what they name.
struct Thing {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view type;
};

bool is_secret(std::string_view type) {
  return type == "password" || type == "pin" || type == "one_time_code" || type == "card_cvv";
}

// The detector that is named as its type knows the words for the thing itself.
std::string_view named_by(const Compiled& rules, const Detector& detector, const Cue& cue) {
  for (const DetectorIndex index : cue.speaks_for) {
    const DetectorRule& rule = rules.rule(index);
    const std::string& type = detector.type(rule.type).name;
    if (rule.name == type && is_secret(type)) return type;
  }
  return {};
}

std::vector<Thing> things_in(const Detector& detector, std::string_view text,
                             const Sentence& sentence) {
  const Compiled& rules = detector.impl().rules;
  const auto hash = [&](std::size_t at) {
    const Word& word = sentence.words[at];
    return word_hash(text.substr(word.begin, word.end - word.begin));
  };
  std::vector<Thing> things;
  for (std::size_t at = 0; at < sentence.words.size();) {
    std::size_t next = at + 1;
    const auto match = rules.cues.longest(
        hash(at), [&]() { return next < sentence.words.size() ? hash(next++) : 0; });
    if (match.words > 0) {
      const std::string_view type = named_by(rules, detector, rules.cues[match.cue]);
      if (!type.empty()) things.push_back({at, at + match.words, type});
    }
    at += std::max<std::size_t>(match.words, 1);
  }
  return things;
}

// "No problem, tell me your PIN": what was said before the comma denies nothing.
bool is_denied(const Sentence& sentence, std::size_t from, const Thing& thing) {
  const std::size_t first = around(sentence, from, thing.end, kNegationWords).begin;
  std::size_t begin = from;
  while (begin > first && !sentence.words[begin].follows_pause) --begin;
  const std::size_t end = around(sentence, from, thing.end, kAfterWords).end;
  return any_in(sentence, {begin, thing.begin}, kNegations) ||
         any_in(sentence, {thing.end, end}, kNegations);
}

// "What is the PIN for?" is a question about it.
bool is_about_it(const Sentence& sentence, const Thing& thing) {
  const std::size_t count = sentence.words.size();
  if (thing.end == count) return false;
  return any_at(sentence, thing.end, kFollowers) > 0 ||
         (thing.end + 1 == count && sentence.words[thing.end].folded == "for");
}

// An order is given at the beginning, or after what makes it one.
bool is_order(const Sentence& sentence, std::size_t at) {
  const std::size_t begin = around(sentence, at, at, kReachWords).begin;
  std::size_t before = at;
  while (before > begin && any_at(sentence, before - 1, kLeadIns) > 0) --before;
  if (before == 0) return true;
  for (const std::size_t words : {std::size_t{1}, std::size_t{2}}) {
    if (at >= words && any_at(sentence, at - words, kMay) == words) return true;
  }
  // "can you please confirm", "could you just repeat"
  return at >= 3 && any_at(sentence, at - 3, kMay) == 2;
}

std::optional<float> asked_before(const Sentence& sentence, const Thing& thing) {
  const std::size_t begin = around(sentence, thing.begin, thing.end, kReachWords).begin;
  for (std::size_t at = thing.begin; at-- > begin;) {
    const std::size_t asks = any_at(sentence, at, kAsks);
    const bool is_ordered = asks == 0 && is_order(sentence, at);
    const std::size_t words = is_ordered ? any_at(sentence, at, kOrders) : asks;
    if (words == 0 || at + words > thing.begin) continue;
    if (any_in(sentence, {at + words, thing.begin}, kOtherMatters)) return std::nullopt;
    if (is_denied(sentence, at, thing)) return std::nullopt;
    const std::size_t end = around(sentence, thing.begin, thing.end, kReachWords).end;
    if (is_ordered && any_in(sentence, {thing.end, end}, kProperPlaces)) return std::nullopt;
    return is_ordered ? kOrderedConfidence : kAskedConfidence;
  }
  return std::nullopt;
}

std::optional<float> asked_behind(const Sentence& sentence, const Thing& thing) {
  const auto [begin, end] = around(sentence, thing.begin, thing.end, kReachWords);
  if (!any_in(sentence, {thing.end, end}, kVerbsBehind)) return std::nullopt;
  if (!any_in(sentence, {begin, thing.begin}, kMayBehind)) return std::nullopt;
  if (any_in(sentence, {begin, end}, kNegations)) return std::nullopt;
  if (any_in(sentence, {begin, thing.begin}, kOtherMatters)) return std::nullopt;
  return kAskedConfidence;
}

std::optional<float> asked_bare(const Sentence& sentence, const Thing& thing) {
  const std::size_t count = sentence.words.size();
  if (count > kBareWordsMax) return std::nullopt;
  const bool is_polite = any_in(sentence, {0, count}, kMay);
  if (!sentence.is_question && !is_polite) return std::nullopt;
  for (std::size_t at = 0; at < thing.begin; ++at) {
    if (any_at(sentence, at, kBareBeginnings) == 0) return std::nullopt;
  }
  for (std::size_t at = thing.end; at < count; ++at) {
    if (any_at(sentence, at, kBareEndings) == 0) return std::nullopt;
  }
  return kBareConfidence;
}

std::optional<float> asked_for(const Sentence& sentence, const Thing& thing) {
  if (is_about_it(sentence, thing)) return std::nullopt;
  if (const auto before = asked_before(sentence, thing)) return before;
  if (const auto behind = asked_behind(sentence, thing)) return behind;
  return asked_bare(sentence, thing);
}

}  // namespace

std::vector<Finding> find_requests(const Detector& detector, std::string_view text) {
  std::vector<Finding> requests;
  TypeIndex type = 0;
  if (detector.find_type(kCredentialRequest, &type) == nullptr) return requests;
  for (Sentence& sentence : sentences_of(text)) {
    const std::vector<Thing> things = things_in(detector, text, sentence);
    if (things.empty()) continue;
    for (Word& word : sentence.words) {
      word.folded = folded(text.substr(word.begin, word.end - word.begin));
    }
    for (const Thing& thing : things) {
      const auto confidence = asked_for(sentence, thing);
      if (!confidence) continue;
      Finding finding{.type = type,
                      .begin = static_cast<std::uint32_t>(sentence.words[thing.begin].begin),
                      .end = static_cast<std::uint32_t>(sentence.words[thing.end - 1].end),
                      .confidence = *confidence};
      finding.evidence.push_back(
          {Evidence::Kind::Conversation, "asks for " + std::string(thing.type), *confidence});
      requests.push_back(std::move(finding));
    }
  }
  return requests;
}

void add_requests(const Detector& detector, std::string_view text, std::vector<Finding>& findings) {
  const auto values = static_cast<std::ptrdiff_t>(findings.size());
  for (Finding& request : find_requests(detector, text)) {
    const bool is_taken =
        std::any_of(findings.begin(), findings.begin() + values, [&](const Finding& value) {
          return value.begin < request.end && request.begin < value.end;
        });
    if (!is_taken) findings.push_back(std::move(request));
  }
  std::inplace_merge(findings.begin(), findings.begin() + values, findings.end(),
                     [](const Finding& a, const Finding& b) { return a.begin < b.begin; });
}

}  // namespace holdfast::detect

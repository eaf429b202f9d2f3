#include "channels/presidio/ad_hoc.h"

#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

namespace holdfast::presidio {
namespace {

constexpr std::size_t kPatternBytesMax = 64U << 10;
// Steps a search may take if RE2 must fall back to its slowest engine: some seconds of one core.
constexpr std::size_t kSearchStepsMax = std::size_t{1} << 31;
constexpr std::int64_t kRegexMemoryBytes = 4 << 20;

constexpr double kContextImprovement = 0.35;
constexpr double kScoreWithContextMin = 0.4;
constexpr std::size_t kContextWords = 5;  // before a match

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

bool is_word_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z');
}

// The last few words of what stands before a match, in lower case, the nearest first.
std::vector<std::string> words_before(std::string_view text) {
  std::vector<std::string> words;
  std::size_t end = text.size();
  constexpr std::size_t kBytesBack = 400;
  const std::size_t first = text.size() > kBytesBack ? text.size() - kBytesBack : 0;
  while (end > first && words.size() < kContextWords) {
    while (end > first && !is_word_character(text[end - 1])) --end;
    std::size_t begin = end;
    while (begin > first && is_word_character(text[begin - 1])) --begin;
    if (begin == end) break;
    std::string word(text.substr(begin, end - begin));
    std::transform(word.begin(), word.end(), word.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    words.push_back(std::move(word));
    end = begin;
  }
  return words;
}

bool holds(const std::vector<std::string>& texts, const std::string& word) {
  return std::any_of(texts.begin(), texts.end(), [&word](const std::string& text) {
    return text.find(word) != std::string::npos;
  });
}

// One recognizer at work on one text.
class Search {
 public:
  Search(const AdHocRecognizer& recognizer, std::string_view text,
         const std::vector<std::string>& context, Deadline deadline)
      : recognizer_(recognizer), text_(text), deadline_(deadline) {
    for (const std::string& word : recognizer.context)
      is_in_context_.push_back(holds(context, word));
  }

  Outcome<bool> run(const AdHocPattern& pattern);
  std::vector<Hit> take() { return std::move(hits_); }

 private:
  Outcome<bool> add(const AdHocPattern& pattern, std::size_t begin, std::size_t end);
  std::string_view supportive_word(std::size_t begin) const;
  void weigh_context(Hit& hit) const;

  const AdHocRecognizer& recognizer_;
  const std::string_view text_;
  const Deadline deadline_;
  std::vector<bool> is_in_context_;  // by word of the recognizer
  std::vector<Hit> hits_;
};

// The first of the recognizer's words that is part of one nearby or of the caller's.
std::string_view Search::supportive_word(std::size_t begin) const {
  const std::vector<std::string> nearby = words_before(text_.substr(0, begin));
  for (std::size_t i = 0; i < recognizer_.context.size(); ++i) {
    const std::string& word = recognizer_.context[i];
    if (is_in_context_[i] || holds(nearby, word)) return word;
  }
  return {};
}

void Search::weigh_context(Hit& hit) const {
  if (recognizer_.context.empty()) return;
  const std::string_view word = supportive_word(hit.begin);
  if (word.empty()) return;
  const double before = hit.score;
  hit.score = std::min(1.0, std::max(before + kContextImprovement, kScoreWithContextMin));
  hit.explanation.score_context_improvement = hit.score - before;
  hit.explanation.supportive_context_word = word;
}

Hit hit_of(const AdHocRecognizer& recognizer, const AdHocPattern& pattern) {
  return {.entity = recognizer.entity,
          .score = pattern.score,
          .explanation = {.recognizer = recognizer.name,
                          .pattern_name = pattern.name,
                          .textual_explanation = fmt::format("Detected by `{}` using pattern `{}`",
                                                             recognizer.name, pattern.name),
                          .pattern = pattern.source,
                          .original_score = pattern.score}};
}

Outcome<bool> Search::add(const AdHocPattern& pattern, std::size_t begin, std::size_t end) {
  if (hits_.size() == kHitsMax) return Refusal{413, "the ad hoc recognizers find too much"};
  Hit hit = hit_of(recognizer_, pattern);
  hit.begin = begin;
  hit.end = end;
  weigh_context(hit);
  hits_.push_back(std::move(hit));
  return true;
}

Outcome<bool> Search::run(const AdHocPattern& pattern) {
  const Refusal too_much{413, "the ad hoc recognizers take too long on this text"};
  const auto program = static_cast<std::size_t>(std::max(1, pattern.regex->ProgramSize()));
  if (text_.size() > kSearchStepsMax / program) return too_much;
  const re2::StringPiece whole = piece(text_);
  re2::StringPiece groups[2];
  for (std::size_t from = 0; from <= text_.size();) {
    if (std::chrono::steady_clock::now() > deadline_) return too_much;
    if (!pattern.regex->Match(whole, from, whole.size(), re2::RE2::UNANCHORED, groups, 2)) break;
    const re2::StringPiece& found = pattern.is_word_list ? groups[1] : groups[0];
    const auto begin = static_cast<std::size_t>(found.data() - text_.data());
    from = begin + found.size();
    if (!found.empty()) {
      TRY(add(pattern, begin, from));
      continue;
    }
    // An empty match is nothing; the next one may begin at the next code point.
    do ++from;
    while (from < text_.size() && (static_cast<unsigned char>(text_[from]) & 0xC0U) == 0x80U);
  }
  return true;
}

}  // namespace

Outcome<Regex> compile(std::string_view pattern, unsigned flags, std::string_view name) {
  constexpr unsigned kKnown = kIgnoreCase | kMultiLine | kDotAll | kUnicode;
  if ((flags & ~kKnown) != 0) {
    return Refusal{400, fmt::format("regex flags {} are not supported", flags & ~kKnown)};
  }
  if (pattern.size() > kPatternBytesMax) {
    return Refusal{413,
                   fmt::format("pattern '{}' is longer than {} bytes", name, kPatternBytesMax)};
  }
  re2::RE2::Options options;
  options.set_log_errors(false);  // a caller's pattern is content
  options.set_max_mem(kRegexMemoryBytes);
  options.set_case_sensitive((flags & kIgnoreCase) == 0);
  options.set_dot_nl((flags & kDotAll) != 0);
  const std::string source = fmt::format("{}{}", (flags & kMultiLine) != 0 ? "(?m)" : "", pattern);
  auto regex = std::make_shared<const re2::RE2>(source, options);
  if (!regex->ok()) {
    const bool is_large = regex->error_code() == re2::RE2::ErrorPatternTooLarge;
    return Refusal{400, fmt::format("pattern '{}' cannot be used: {} (the syntax is RE2's: no "
                                    "look-around, no back references)",
                                    name, is_large ? "it is too large" : regex->error())};
  }
  return Regex(std::move(regex));
}

bool is_found(const Regex& regex, std::string_view text) {
  return re2::RE2::PartialMatch(piece(text), *regex);
}

Outcome<std::vector<Hit>> find(const AdHocRecognizer& recognizer, std::string_view text,
                               const std::vector<std::string>& context, Deadline deadline) {
  Search search(recognizer, text, context, deadline);
  for (const AdHocPattern& pattern : recognizer.patterns) TRY(search.run(pattern));
  return search.take();
}

}  // namespace holdfast::presidio

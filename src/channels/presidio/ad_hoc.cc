#include "channels/presidio/ad_hoc.h"

#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

namespace holdfast::presidio {
namespace {

constexpr std::size_t kPatternBytesMax = 64U << 10;
// Steps a search may take if RE2 must fall back to its slowest engine: some seconds of one core.
constexpr std::size_t kSearchStepsMax = std::size_t{1} << 31;
constexpr std::int64_t kRegexMemoryBytes = 8 << 20;

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

// The first of the recognizer's words that is part of one nearby.
std::string_view supportive_word(const AdHocRecognizer& recognizer,
                                 const std::vector<std::string>& nearby,
                                 const std::vector<std::string>& context) {
  for (const std::string& word : recognizer.context) {
    const auto holds = [&word](const std::string& other) {
      return other.find(word) != std::string::npos;
    };
    if (std::any_of(nearby.begin(), nearby.end(), holds) ||
        std::any_of(context.begin(), context.end(), holds)) {
      return word;
    }
  }
  return {};
}

Hit hit_of(const AdHocRecognizer& recognizer, const AdHocPattern& pattern) {
  return {.entity = recognizer.entity,
          .score = pattern.score,
          .explanation = {.recognizer = recognizer.name,
                          .pattern_name = pattern.name,
                          .pattern = pattern.source,
                          .textual_explanation = fmt::format("Detected by `{}` using pattern `{}`",
                                                             recognizer.name, pattern.name),
                          .original_score = pattern.score}};
}

void weigh_context(Hit& hit, const AdHocRecognizer& recognizer, std::string_view text,
                   const std::vector<std::string>& context) {
  if (recognizer.context.empty()) return;
  const std::string_view word =
      supportive_word(recognizer, words_before(text.substr(0, hit.begin)), context);
  if (word.empty()) return;
  const double before = hit.score;
  hit.score = std::min(1.0, std::max(before + kContextImprovement, kScoreWithContextMin));
  hit.explanation.score_context_improvement = hit.score - before;
  hit.explanation.supportive_context_word = word;
}

Outcome<bool> find_pattern(const AdHocRecognizer& recognizer, const AdHocPattern& pattern,
                           std::string_view text, const std::vector<std::string>& context,
                           std::vector<Hit>& hits) {
  const auto program = static_cast<std::size_t>(std::max(1, pattern.regex->ProgramSize()));
  if (text.size() > kSearchStepsMax / program) {
    return Refusal{413, "the text is too long for the ad hoc recognizers of this request"};
  }
  re2::StringPiece groups[2];
  for (std::size_t from = 0; from <= text.size();) {
    if (!pattern.regex->Match(piece(text), from, text.size(), re2::RE2::UNANCHORED, groups, 2))
      break;
    const re2::StringPiece& found = pattern.is_word_list ? groups[1] : groups[0];
    const auto begin = static_cast<std::size_t>(found.data() - text.data());
    from = begin + found.size();
    if (found.empty()) {
      // An empty match is nothing; the next one may begin at the next code point.
      do ++from;
      while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U);
      continue;
    }
    if (hits.size() == kHitsMax) return Refusal{413, "the ad hoc recognizers find too much"};
    Hit hit = hit_of(recognizer, pattern);
    hit.begin = begin;
    hit.end = from;
    weigh_context(hit, recognizer, text, context);
    hits.push_back(std::move(hit));
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
                               const std::vector<std::string>& context) {
  std::vector<Hit> hits;
  for (const AdHocPattern& pattern : recognizer.patterns) {
    TRY(find_pattern(recognizer, pattern, text, context, hits));
  }
  return hits;
}

}  // namespace holdfast::presidio

// One thing found, whoever found it, on its way to Presidio's RecognizerResult.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace holdfast::presidio {

// Presidio's AnalysisExplanation. Empty texts are null in JSON, but for the context word.
struct Explanation {
  std::string recognizer, pattern_name, textual_explanation, supportive_context_word;
  std::shared_ptr<const std::string> pattern;  // of an ad hoc recognizer; may be long, so shared
  double original_score = 0;
  double score_context_improvement = 0;
  std::optional<bool> is_valid;  // whether a check digit or the like was right, where there is one
};

// Bytes [begin, end) of the text.
struct Hit {
  std::string entity;
  std::size_t begin = 0;
  std::size_t end = 0;
  double score = 0;  // 0 to 1
  Explanation explanation;
};

// A small request can ask for a huge answer: with a pattern that matches everywhere, or a long text
// to put in many places. What goes beyond these is refused.
inline constexpr std::size_t kHitsMax = 100'000;  // in one request
inline constexpr std::size_t kAnswerBytesMax = 64U << 20;

}  // namespace holdfast::presidio

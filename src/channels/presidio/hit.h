// One thing found, whoever found it, on its way to Presidio's RecognizerResult.

#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace holdfast::presidio {

// Presidio's AnalysisExplanation. Empty texts are null in JSON, but for the context word.
struct Explanation {
  std::string recognizer, pattern_name, pattern, textual_explanation, supportive_context_word;
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

// More than these in one request are refused: they would be an answer of many megabytes.
inline constexpr std::size_t kHitsMax = 100'000;

}  // namespace holdfast::presidio

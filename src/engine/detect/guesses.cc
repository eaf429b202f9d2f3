#include "engine/detect/guesses.h"

#include <algorithm>

namespace holdfast::detect {

void add_guesses(const Detector& detector, std::string_view text, Options options,
                 float confidence_min, Scratch& scratch, std::vector<Finding>& findings) {
  const float usual = Options{}.confidence_min;
  if (confidence_min >= usual) return;
  options.confidence_min = confidence_min;
  std::vector<Finding> guesses = detector.detect(text, scratch, options);
  // Both are in order of begins, and neither overlap among themselves.
  auto sure = findings.begin();
  std::erase_if(guesses, [&](const Finding& guess) {
    while (sure != findings.end() && sure->end <= guess.begin) ++sure;
    return guess.confidence >= usual || (sure != findings.end() && sure->begin < guess.end);
  });
  findings.insert(findings.end(), std::make_move_iterator(guesses.begin()),
                  std::make_move_iterator(guesses.end()));
  std::ranges::stable_sort(findings, {}, &Finding::begin);
}

}  // namespace holdfast::detect

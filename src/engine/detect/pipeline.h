// The steps of detection in order, for one text.

#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engine/detect/compiled.h"
#include "engine/detect/detector.h"
#include "engine/detect/work.h"

namespace holdfast::detect {

// What the conversation adds.
struct Question {
  std::span<const QuestionCue> cues;
  float weight = 0;
};

// Appends to `findings`. Long texts are read in slices that end between lines.
void run(const Compiled& rules, Work& work, std::string_view text, const Options& options,
         const Question& question, std::vector<Finding>& findings);

// Where the slice that begins at `begin` ends.
std::size_t slice_end(std::string_view text, std::size_t begin);

}  // namespace holdfast::detect

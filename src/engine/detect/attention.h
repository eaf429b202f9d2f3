// Which detectors are worth trying at a place: those that can reach the confidence asked for by
// form alone, and those that a cue near or the agent's question speaks for. There may be hundreds
// of others, and no time is spent on them.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/detect/compiled.h"
#include "engine/detect/context.h"

namespace holdfast::detect {

// A cue in the agent's question.
struct QuestionCue {
  CueIndex cue = 0;
};

class Attention {
 public:
  // For one text: nothing below `confidence_min` will be reported.
  void prepare(const Compiled& rules, float confidence_min, std::span<const QuestionCue> question);
  // For one place in it.
  void look_at(const Compiled& rules, const ContextReader& context, const Neighbourhood& near);

  bool wants(DetectorIndex index) const { return marks_[index] == generation_; }
  bool tries(const Compiled& rules, DetectorIndex index, bool is_formatted) const {
    const Alone& alone = rules.alone[index];
    return (is_formatted ? alone.formatted : alone.bare) >= confidence_min_ || wants(index);
  }
  // Whether any detector of the shape may be tried here.
  bool tries_shape(Shape shape) const { return shapes_ >> static_cast<unsigned>(shape) & 1; }

  // Bit n: some detector of digits may be tried on n of them.
  std::uint64_t lengths() const { return alone_lengths_ | wanted_lengths_; }
  // Detectors of digits that are tried because of the words here.
  const std::vector<DetectorIndex>& wanted_digits() const { return wanted_digits_; }
  float confidence_min() const { return confidence_min_; }

 private:
  void want(const Compiled& rules, const std::vector<DetectorIndex>& detectors);

  float confidence_min_ = 0;
  std::span<const QuestionCue> question_;
  std::uint64_t alone_lengths_ = 0;
  std::uint64_t wanted_lengths_ = 0;
  std::uint32_t alone_shapes_ = 0;
  std::uint32_t shapes_ = 0;
  std::uint64_t generation_ = 0;
  std::vector<std::uint64_t> marks_;  // by detector: the last generation that wanted it
  std::vector<DetectorIndex> wanted_digits_;
};

}  // namespace holdfast::detect

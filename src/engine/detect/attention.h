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
  // For one place in it. Says only of what lengths and shapes the words may be: at most places that
  // rules everything out, and the detectors are listed when something asks for one.
  void look_at(ContextReader& context, std::uint32_t begin, std::uint32_t end);

  bool wants(DetectorIndex index) {
    list_wanted();
    return marks_[index] == generation_;
  }
  bool tries(DetectorIndex index, bool is_formatted) {
    const Alone& alone = rules_->alone[index];
    return (is_formatted ? alone.formatted : alone.bare) >= confidence_min_ || wants(index);
  }
  // Whether any detector of the shape may be tried here.
  bool tries_shape(Shape shape) const {
    return (alone_shapes_ | wanted_.shapes) >> static_cast<unsigned>(shape) & 1;
  }
  // Whether the words here may ask for any.
  bool wants_shape(Shape shape) const { return wanted_.shapes >> static_cast<unsigned>(shape) & 1; }

  // Bit n: some detector of digits may be tried on n of them.
  std::uint64_t lengths() const { return alone_lengths_ | wanted_.lengths; }
  // Bit n: the words here may ask for one.
  std::uint64_t wanted_lengths() const { return wanted_.lengths; }
  // Detectors that are tried because of the words here.
  const std::vector<DetectorIndex>& wanted_digits() {
    list_wanted();
    return wanted_digits_;
  }
  const std::vector<DetectorIndex>& wanted_tokens() {
    list_wanted();
    return wanted_tokens_;
  }
  float confidence_min() const { return confidence_min_; }

 private:
  void list_wanted() {
    if (!is_listed_) list();
  }
  void list();
  void want(std::span<const DetectorIndex> detectors);

  const Compiled* rules_ = nullptr;
  float confidence_min_ = 0;
  std::span<const QuestionCue> question_;
  NearSigns asked_;  // of the question
  std::uint64_t alone_lengths_ = 0;
  std::uint32_t alone_shapes_ = 0;

  ContextReader* context_ = nullptr;
  std::uint32_t begin_ = 0;  // of the place
  std::uint32_t end_ = 0;
  NearSigns wanted_;  // of the words here and of the question
  bool is_listed_ = false;
  std::uint64_t generation_ = 0;
  std::vector<std::uint64_t> marks_;  // by detector: the last generation that wanted it
  std::vector<DetectorIndex> wanted_digits_;
  std::vector<DetectorIndex> wanted_tokens_;
};

}  // namespace holdfast::detect

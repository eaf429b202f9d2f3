#include "engine/detect/attention.h"

namespace holdfast::detect {

void Attention::prepare(const Compiled& rules, float confidence_min,
                        std::span<const QuestionCue> question) {
  confidence_min_ = confidence_min;
  question_ = question;
  if (marks_.size() < rules.rules.detectors.size()) marks_.resize(rules.rules.detectors.size());
  ++generation_;
  alone_lengths_ = 0;
  for (std::size_t n = 0; n <= kDigitsMax; ++n) {
    if (rules.best_by_length[n] >= confidence_min) alone_lengths_ |= 1ULL << n;
  }
  alone_shapes_ = 0;
  for (std::size_t shape = 0; shape < kShapeCount; ++shape) {
    if (rules.best_by_shape[shape] >= confidence_min) alone_shapes_ |= 1U << shape;
  }
}

void Attention::look_at(const Compiled& rules, const ContextReader& context,
                        const Neighbourhood& near) {
  ++generation_;
  wanted_digits_.clear();
  wanted_lengths_ = 0;
  shapes_ = alone_shapes_;
  for (std::uint32_t i = near.first; i < near.last; ++i) {
    want(rules, rules.cues[context.hits()[i].cue].speaks_for);
  }
  for (const QuestionCue& question : question_) want(rules, rules.cues[question.cue].speaks_for);
}

void Attention::want(const Compiled& rules, const std::vector<DetectorIndex>& detectors) {
  for (const DetectorIndex index : detectors) {
    if (marks_[index] == generation_) continue;
    marks_[index] = generation_;
    const DetectorRule& rule = rules.rule(index);
    shapes_ |= 1U << static_cast<unsigned>(rule.shape);
    if (rule.shape != Shape::Digits) continue;
    wanted_digits_.push_back(index);
    wanted_lengths_ |= rule.lengths;
  }
}

}  // namespace holdfast::detect

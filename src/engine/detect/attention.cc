#include "engine/detect/attention.h"

namespace holdfast::detect {
namespace {

template <typename Signs>
void add(NearSigns& to, const Signs& signs) {
  to.lengths |= signs.lengths;
  to.shapes |= signs.shapes;
}

}  // namespace

void Attention::prepare(const Compiled& rules, float confidence_min,
                        std::span<const QuestionCue> question) {
  rules_ = &rules;
  confidence_min_ = confidence_min;
  question_ = question;
  if (marks_.size() < rules.rules.detectors.size()) marks_.resize(rules.rules.detectors.size());
  alone_lengths_ = 0;
  for (std::size_t n = 0; n <= kDigitsMax; ++n) {
    if (rules.best_by_length[n] >= confidence_min) alone_lengths_ |= 1ULL << n;
  }
  alone_shapes_ = 0;
  for (std::size_t shape = 0; shape < kShapeCount; ++shape) {
    if (rules.best_by_shape[shape] >= confidence_min) alone_shapes_ |= 1U << shape;
  }
  asked_ = {};
  for (const QuestionCue& cue : question_) add(asked_, rules.cues.signs(cue.cue));
}

void Attention::look_at(ContextReader& context, std::uint32_t begin, std::uint32_t end) {
  context_ = &context;
  begin_ = begin;
  end_ = end;
  is_listed_ = false;
  wanted_ = asked_;
  add(wanted_, context.signs_near(begin, end));
}

void Attention::list() {
  is_listed_ = true;
  ++generation_;
  wanted_digits_.clear();
  wanted_tokens_.clear();
  const Neighbourhood near = context_->around(begin_, end_);
  for (std::uint32_t i = near.first; i < near.last; ++i) {
    const CueHit& hit = context_->hits()[i];
    if (hit.shapes != 0) want(rules_->cues.speaks_for(hit.cue));
  }
  for (const QuestionCue& question : question_) want(rules_->cues.speaks_for(question.cue));
}

void Attention::want(std::span<const DetectorIndex> detectors) {
  for (const DetectorIndex index : detectors) {
    if (marks_[index] == generation_) continue;
    marks_[index] = generation_;
    const Shape shape = rules_->shapes[index];
    if (shape == Shape::Digits) wanted_digits_.push_back(index);
    if (shape == Shape::Token) wanted_tokens_.push_back(index);
  }
}

}  // namespace holdfast::detect

#include "engine/detect/weigh.h"

#include <algorithm>
#include <array>

#include "engine/detect/find.h"
#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

constexpr float kDropped = 0.05F;
constexpr float kMost = 0.99F;
constexpr float kFollows = 0.9F;  // what the value right before says, as the weight of a cue
constexpr std::size_t kIdentifierMax = 32;

// What the agent asked, as far as one detector is concerned.
struct Asked {
  bool is_for = false;
  bool is_against = false;
  CueIndex cue = 0;
};

Asked asked_for(const Compiled& rules, const Work& work, DetectorIndex detector,
                bool ignores_look_alikes) {
  Asked asked;
  for (const QuestionCue& question : work.question) {
    const auto holds = [detector](std::span<const DetectorIndex> list) {
      return std::find(list.begin(), list.end(), detector) != list.end();
    };
    if (holds(rules.cues.speaks_for(question.cue))) {
      asked = {true, false, question.cue};
      return asked;
    }
    if (holds(rules.cues.speaks_against(question.cue)) ||
        (rules.cues.signs(question.cue).is_look_alike && !ignores_look_alikes)) {
      asked.is_against = true;
      asked.cue = question.cue;
    }
  }
  return asked;
}

// The confidence of the form alone, and what speaks against it.
float base_of(const DetectorRule& rule, const Candidate& candidate) {
  const Confidence& levels = rule.confidence;
  float base = candidate.form == Form::Formatted ? levels.formatted : levels.bare;
  if (candidate.is_strong) base = std::min(kMost, base + levels.strong);
  if (candidate.form == Form::Ragged) base *= candidate.is_strong ? 0.9F : 0.5F;
  return base;
}

// What around a value speaks against it.
enum class PenaltyKind : std::uint8_t { None, Part, Glued, Folded, MayBePart };
constexpr std::string_view kPenaltyNames[] = {"", "part of a longer value", "joined to a word",
                                              "letters read as digits", "more digits beside it"};

struct Penalty {
  PenaltyKind kind = PenaltyKind::None;
  float factor = 1;
};

Penalty penalty_of(const Candidate& candidate) {
  const bool strong = candidate.is_strong;
  if (candidate.around.is_part) return {PenaltyKind::Part, strong ? 0.5F : 0.3F};
  if (candidate.around.is_glued) return {PenaltyKind::Glued, strong ? 0.7F : 0.35F};
  if (candidate.is_folded) return {PenaltyKind::Folded, strong ? 0.9F : 0.4F};
  if (candidate.around.may_be_part) return {PenaltyKind::MayBePart, strong ? 0.9F : 0.7F};
  return {};
}

void weigh_one(const Compiled& rules, Work& work, const Neighbourhood& near,
               const Candidate& candidate) {
  const DetectorRule& rule = rules.rule(candidate.detector);
  CueEffect effect;
  if (!near.is_empty()) {
    effect = work.context.effect(near, candidate.begin, candidate.end, candidate.detector,
                                 rule.ignores_look_alikes);
  }
  Asked asked;
  if (!work.question.empty()) {
    asked = asked_for(rules, work, candidate.detector, rule.ignores_look_alikes);
  }
  const bool is_asked = asked.is_for && effect.against_weight < kMost;
  float cue = is_asked ? std::max(effect.for_weight, work.question_weight) : effect.for_weight;
  const bool is_follower = candidate.follows && cue < kFollows;
  if (is_follower) cue = kFollows;
  if (rule.cue_required && cue <= 0) return;

  Weighed weighed{.begin = candidate.begin,
                  .end = candidate.end,
                  .detector = candidate.detector,
                  .is_strong = candidate.is_strong};
  float confidence = base_of(rule, candidate);
  weighed.add(Evidence::Kind::Pattern, Reason::Source::Detector, candidate.detector, confidence);
  if (candidate.strong_check >= 0) {
    weighed.add(Evidence::Kind::Check, Reason::Source::Check,
                static_cast<std::size_t>(candidate.strong_check), rule.confidence.strong);
  }
  const Penalty penalty = penalty_of(candidate);
  if (penalty.factor < 1) {
    weighed.add(Evidence::Kind::Demotion, Reason::Source::Penalty,
                static_cast<std::size_t>(penalty.kind), confidence * (penalty.factor - 1));
    confidence *= penalty.factor;
  }
  // A cue outweighs all but the worst of what the form says, and a bad form holds some of it back.
  const float reachable = rule.confidence.cued * (0.6F + 0.4F * penalty.factor);
  if (cue > 0 && reachable > confidence) {
    const float added = (reachable - confidence) * cue;
    const bool by_question = is_asked && work.question_weight >= effect.for_weight;
    if (is_follower) {
      weighed.add(Evidence::Kind::Context, Reason::Source::Detector, *candidate.follows, added);
    } else {
      weighed.add(by_question ? Evidence::Kind::Conversation : Evidence::Kind::Context,
                  Reason::Source::Cue, by_question ? asked.cue : effect.for_cue, added);
    }
    confidence += added;
  }
  const float against = asked.is_against && effect.for_weight <= 0
                            ? std::max(effect.against_weight, work.question_weight)
                            : effect.against_weight;
  if (against > cue) {
    // "the card for my order": a check digit and a cue together are not explained away by a word.
    const float factor = 1.0F - (candidate.is_strong && cue > 0 ? 0.35F : 0.7F) * against;
    weighed.add(Evidence::Kind::Demotion, Reason::Source::Cue,
                effect.against_weight >= against ? effect.against_cue : asked.cue,
                confidence * (factor - 1));
    confidence *= factor;
  }
  weighed.confidence = std::min(confidence, kMost);
  if (weighed.confidence >= kDropped) work.weighed.push_back(weighed);
}

void weigh_value(const Compiled& rules, Work& work, DetectorIndex index, const Value& value,
                 Evidence::Kind kind, CueIndex cue, float cue_weight) {
  const DetectorRule& rule = rules.rule(index);
  Candidate candidate{.begin = value.begin, .end = value.end, .detector = index};
  const std::string_view text = work.text.substr(value.begin, value.end - value.begin);
  if (rule.value == ValueKind::Identifier || rule.value == ValueKind::Code) {
    std::array<char, kIdentifierMax> compact;
    std::size_t size = 0;
    for (const char c : text) {
      if (!is_alnum(c) || size == compact.size()) continue;
      compact[size++] = c >= 'a' ? static_cast<char>(c & ~0x20) : c;
    }
    if (!passes(rule, {compact.data(), size}, candidate)) return;
  } else if (!passes(rule, text.substr(0, 512), candidate)) {
    return;
  }
  const bool is_sure = value.looks_right || candidate.is_strong;
  Weighed weighed{.begin = value.begin, .end = value.end, .detector = index};
  const float base = rule.confidence.bare;
  const float added = is_sure ? (rule.confidence.cued - base) * cue_weight : 0;
  weighed.add(Evidence::Kind::Pattern, Reason::Source::Detector, index, base);
  weighed.add(kind, Reason::Source::Cue, cue, added);
  weighed.confidence = base + added;
  if (weighed.confidence >= kDropped) work.weighed.push_back(weighed);
}

}  // namespace

std::string_view text_of(const Compiled& rules, DetectorIndex detector, const Reason& reason) {
  switch (reason.source) {
    case Reason::Source::Detector:
      return rules.rule(reason.index).name;
    case Reason::Source::Check:
      return rules.rule(detector).checks[reason.index].name;
    case Reason::Source::Cue:
      return rules.cues[reason.index].text;
    case Reason::Source::Penalty:
      return kPenaltyNames[reason.index];
  }
  return {};
}

void weigh_listed_words(const Compiled& rules, Work& work, const CueHit& hit) {
  if (touches_word_before(work.text, hit.begin) || touches_word_after(work.text, hit.end)) return;
  const Neighbourhood near = work.context.around(hit.begin, hit.end);
  for (const DetectorIndex index : rules.cues[hit.cue].is_value_of) {
    Candidate candidate{.begin = hit.begin, .end = hit.end, .detector = index};
    if (rules.rule(index).shape == Shape::GivenName) {
      const Value name = full_name(rules, work.text, hit.begin, hit.end);
      if (!name.is_found()) continue;
      candidate.end = name.end;
      if (name.looks_right) candidate.form = Form::Formatted;
    }
    weigh_one(rules, work, near, candidate);
  }
}

void weigh_value_after(const Compiled& rules, Work& work, const CueHit& hit) {
  for (const DetectorIndex index : rules.cues[hit.cue].speaks_for) {
    const DetectorRule& rule = rules.rule(index);
    if (rule.shape != Shape::AfterCue) continue;
    Value value = value_after(rules, rule, work.text, hit.end);
    if (!value.looks_right) {
      const Value before = value_before(rules, rule, work.text, hit.begin);
      if (before.is_found()) value = before;
    }
    if (!value.is_found()) continue;
    weigh_value(rules, work, index, value, Evidence::Kind::Context, hit.cue, 1);
  }
}

void weigh_answers(const Compiled& rules, Work& work) {
  for (const QuestionCue& question : work.question) {
    for (const DetectorIndex index : rules.cues[question.cue].speaks_for) {
      const DetectorRule& rule = rules.rule(index);
      if (rule.shape != Shape::AfterCue) continue;
      const Value value = value_of_answer(rules, rule, work.text);
      if (!value.is_found()) continue;
      // An answer to a question is what was asked for, however it looks.
      Value answer = value;
      answer.looks_right = true;
      weigh_value(rules, work, index, answer, Evidence::Kind::Conversation, question.cue,
                  work.question_weight);
    }
  }
}

void weigh_candidates(const Compiled& rules, Work& work, const Neighbourhood& near) {
  for (const Candidate& candidate : work.candidates) weigh_one(rules, work, near, candidate);
}

}  // namespace holdfast::detect

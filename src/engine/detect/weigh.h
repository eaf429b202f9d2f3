// Confidence: what the words around, the question before and the form of a value say.

#pragma once

#include "engine/detect/work.h"

namespace holdfast::detect {

// Adds to work.weighed what work.candidates are worth with the cues near them. The numbers it uses
// are explained in rules/README.md; what stays below 0.05 is dropped.
void weigh_candidates(const Compiled& rules, Work& work, const Neighbourhood& near);

// The words of a reason that was given for the detector.
std::string_view text_of(const Compiled& rules, DetectorIndex detector, const Reason& reason);

// The cue as a value itself, of the detectors that list it.
void weigh_listed_words(const Compiled& rules, Work& work, const CueHit& hit);

// The value that the cue announces, when there is one.
void weigh_value_after(const Compiled& rules, Work& work, const CueHit& hit);

// The text as a whole, as the answer to the agent's question.
void weigh_answers(const Compiled& rules, Work& work);

}  // namespace holdfast::detect

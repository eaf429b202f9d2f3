// Confidence: what the words around, the question before and the form of a value say.

#pragma once

#include "engine/detect/work.h"

namespace holdfast::detect {

// Turns work.candidates into work.weighed, in order of `begin`. The numbers it uses are explained in
// rules/README.md; what stays below 0.05 is dropped.
void weigh_candidates(const Compiled& rules, Work& work);

}  // namespace holdfast::detect

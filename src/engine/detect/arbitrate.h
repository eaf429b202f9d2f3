// One span, one type: where weighed candidates overlap, the best explained one stays.

#pragma once

#include "engine/detect/work.h"

namespace holdfast::detect {

// Fills work.winners from work.weighed, in order of `begin`, never overlapping.
void arbitrate(Work& work);

}  // namespace holdfast::detect

// One span, one type: where weighed candidates overlap, the best explained one stays.

#pragma once

#include <vector>

#include "engine/detect/work.h"

namespace holdfast::detect {

// Moves what stays to the front of work.weighed, in order of `begin`, and returns how many that are;
// the others follow and are runners-up.
std::size_t arbitrate(Work& work);

}  // namespace holdfast::detect

// What policies may speak of: the detector's types and categories.

#pragma once

#include "engine/decide/policy.h"
#include "engine/detect/detector.h"

namespace holdfast::policies {

decide::Policy::Vocabulary vocabulary_of(const detect::Detector& detector);

}  // namespace holdfast::policies

// What Detector and Scratch hold: for the files of this module only.

#pragma once

#include <vector>

#include "engine/detect/compiled.h"
#include "engine/detect/detector.h"
#include "engine/detect/work.h"

namespace holdfast::detect {

struct Detector::Impl {
  Compiled rules;
};

struct Scratch::Impl {
  Work work;
};

// The rules compiled into the program.
std::vector<RuleFile> embedded_rules();

}  // namespace holdfast::detect

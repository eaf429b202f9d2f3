// What is less sure than findings usually are, for whoever asks for it.

#pragma once

#include <string_view>
#include <vector>

#include "engine/detect/detector.h"

namespace holdfast::detect {

// Adds to the findings of the text what is at least `confidence_min` sure, and less than
// Options{}.confidence_min, where none of them stands; keeps the order of begins. Does nothing, and
// costs nothing, when there is nothing between the two.
void add_guesses(const Detector& detector, std::string_view text, Options options,
                 float confidence_min, Scratch& scratch, std::vector<Finding>& findings);

}  // namespace holdfast::detect

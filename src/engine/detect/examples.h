// Runs the examples that rule files carry: the promise that each detector makes about itself.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/detect/detector.h"

namespace holdfast::detect {

struct ExampleReport {
  std::size_t examples = 0;
  // One text each: "detect/crm.yaml:12: …", with what was found instead and why. They hold the
  // example's text, which is synthetic by the rules' own rule.
  std::vector<std::string> failures;
};

// Runs the examples of `files` against a detector that was loaded with them. InvalidInput: the
// files do not stand by themselves or beside the embedded ones.
Result<ExampleReport> run_examples(const Detector& detector, std::span<const RuleFile> files);

// The same for the rules compiled into the program: whether rules of one's own take something away.
Result<ExampleReport> run_embedded_examples(const Detector& detector);

}  // namespace holdfast::detect

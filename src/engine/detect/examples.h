// Runs the examples that rule files carry: the promise that each detector makes about itself.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/detect/detector.h"

namespace holdfast::detect {

struct ExampleFailure {
  std::string place;    // "detect/crm.yaml:12"
  std::string problem;  // "should be found as staff_number"; nothing of the example's text
  std::string details;  // the text, what was found instead, and why
};

struct ExampleReport {
  std::size_t examples = 0;
  std::vector<ExampleFailure> failures;
};

// A text in which a rule promises to find something, answering a question where `ask` is not empty.
struct MatchExample {
  std::string type;
  std::string ask;
  std::string text;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> spans;  // bytes; none: at any place
};
// Those of the rules compiled into the program.
Result<std::vector<MatchExample>> embedded_match_examples();

// Runs the examples of `files` against a detector that was loaded with them. InvalidInput: the
// files do not stand by themselves or beside the embedded ones.
Result<ExampleReport> run_examples(const Detector& detector, std::span<const RuleFile> files);

// The same for the rules compiled into the program: whether rules of one's own take something away.
Result<ExampleReport> run_embedded_examples(const Detector& detector);

}  // namespace holdfast::detect

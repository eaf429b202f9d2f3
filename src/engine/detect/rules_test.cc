#include "engine/detect/examples.h"

#include <gtest/gtest.h>

namespace holdfast::detect {
namespace {

// The promise that each rule file makes about itself.
TEST(Rules, EveryExampleHolds) {
  const auto detector = Detector::load_embedded();
  ASSERT_TRUE(detector) << detector.error().message;
  const auto report = run_embedded_examples(*detector);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_GT(report->examples, 50U);
  for (const ExampleFailure& failure : report->failures) {
    ADD_FAILURE() << failure.place << ": " << failure.problem << "\n" << failure.details;
  }
}

}  // namespace
}  // namespace holdfast::detect

#include "engine/detect/rules.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/detect/detector_impl.h"
#include "engine/detect/examples.h"

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

// What the documentation says there is.
TEST(Rules, CoverTheTypesRegionsAndKeysThatAreAnnounced) {
  const auto rules = parse_rules(embedded_rules());
  ASSERT_TRUE(rules) << rules.error().message;
  std::set<std::string> regions;
  std::set<TypeIndex> found;
  for (const EntityType& type : rules->types) {
    if (!type.region.empty()) regions.insert(type.region);
  }
  int key_kinds = 0;
  for (const DetectorRule& rule : rules->detectors) {
    found.insert(rule.type);
    key_kinds += rules->types[rule.type].category == Category::SecretKey ? 1 : 0;
  }
  EXPECT_GE(rules->types.size(), 400U);
  EXPECT_GE(regions.size(), 100U);
  EXPECT_GE(key_kinds, 300);
  for (std::size_t i = 0; i < rules->types.size(); ++i) {
    // An agent's request is found by requests.cc, not by a rule.
    const bool is_rule = rules->types[i].name != "credential_request";
    EXPECT_EQ(found.contains(static_cast<TypeIndex>(i)), is_rule) << rules->types[i].name;
  }
}

}  // namespace
}  // namespace holdfast::detect

#include "engine/detect/rules.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/detect/detector_impl.h"

namespace holdfast::detect {
namespace {

// The findings of the example's text, which answers the example's question if it has one.
std::vector<Finding> findings_of(const Detector& detector, const Example& example) {
  Scratch scratch;
  if (example.ask.empty()) return detector.detect(example.text, scratch);
  Conversation conversation;
  conversation.observe(detector, Role::Agent, example.ask, scratch);
  return conversation.observe(detector, Role::Customer, example.text, scratch).findings;
}

std::string describe(const Detector& detector, const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += "  found " + detector.type(finding.type).name + " [" + std::to_string(finding.begin) +
            ", " + std::to_string(finding.end) + ") at " + std::to_string(finding.confidence) +
            "\n";
    for (const Evidence& evidence : finding.evidence) {
      text += "    " + std::string(to_string(evidence.kind)) + " " + evidence.what + " " +
              std::to_string(evidence.weight) + "\n";
    }
  }
  return text.empty() ? "  found nothing\n" : text;
}

bool is_found(const std::vector<Finding>& findings, TypeIndex type,
              std::pair<std::uint32_t, std::uint32_t> span) {
  for (const Finding& finding : findings) {
    if (finding.type == type && finding.begin == span.first && finding.end == span.second) {
      return true;
    }
  }
  return false;
}

bool has_type(const std::vector<Finding>& findings, TypeIndex type) {
  for (const Finding& finding : findings) {
    if (finding.type == type) return true;
  }
  return false;
}

// The promise that each rule file makes about itself.
TEST(Rules, EveryExampleHolds) {
  const auto detector = Detector::load_embedded();
  ASSERT_TRUE(detector) << detector.error().message;
  const auto rules = parse_rules(embedded_rules());
  ASSERT_TRUE(rules) << rules.error().message;
  ASSERT_GT(rules->examples.size(), 50U);
  for (const Example& example : rules->examples) {
    TypeIndex type = 0;
    ASSERT_NE(detector->find_type(example.type, &type), nullptr);
    const std::vector<Finding> findings = findings_of(*detector, example);
    const std::string where = example.file + ":" + std::to_string(example.line) + ": \"" +
                              example.text + "\" " + (example.matches ? "match" : "no_match") +
                              " " + example.type + "\n" + describe(*detector, findings);
    if (!example.matches) {
      EXPECT_FALSE(has_type(findings, type)) << where;
    } else if (example.spans.empty()) {
      EXPECT_TRUE(has_type(findings, type)) << where;
    } else {
      for (const auto& span : example.spans) {
        EXPECT_TRUE(is_found(findings, type, span)) << where;
      }
    }
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

// Rules that tests write in a few lines, and what they find, in a form that fails readably.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/check.h"
#include "engine/detect/detector_impl.h"

namespace holdfast::detect {

// All shipped rules, loaded once.
inline const Detector& shipped() {
  static const Detector* detector = [] {
    auto loaded = Detector::load_embedded();
    if (!loaded) ADD_FAILURE() << loaded.error().message;
    CHECK(loaded);
    return new Detector(*std::move(loaded));
  }();
  return *detector;
}

// "type:text" of each finding.
inline std::vector<std::string> found_in(std::string_view text,
                                         const std::vector<Finding>& findings) {
  std::vector<std::string> all;
  for (const Finding& finding : findings) {
    all.push_back(shipped().type(finding.type).name + ":" +
                  std::string(text.substr(finding.begin, finding.end - finding.begin)));
  }
  return all;
}

inline std::vector<std::string> found_in(std::string_view text) {
  Scratch scratch;
  return found_in(text, shipped().detect(text, scratch));
}

// Loads one detector of type `thing`, written as the members of a YAML map, beside empty context
// words.
inline Result<Detector> load_one(std::string_view members) {
  static constexpr std::string_view kTypes = "- {name: thing, category: custom, sensitivity: 2}\n";
  static constexpr std::string_view kContext =
      "look_alikes: {order: {words: {en: [order]}}}\nconnectors: {en: [is]}\n";
  std::string yaml = "source: a test\ndetectors:\n  - name: thing\n    type: thing\n";
  for (std::size_t begin = 0; begin < members.size();) {
    const std::size_t end = std::min(members.find('\n', begin), members.size());
    yaml += "    " + std::string(members.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  const RuleFile files[] = {{"types.yaml", kTypes}, {"context.yaml", kContext}, {"x.yaml", yaml}};
  return Detector::load(files);
}

}  // namespace holdfast::detect

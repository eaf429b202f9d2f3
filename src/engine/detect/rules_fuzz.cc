// Any bytes as a rule file: refused with a message, or loaded and able to read a text.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "engine/detect/detector.h"

using namespace holdfast::detect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const RuleFile files[] = {
      {"types.yaml", "- {name: thing, category: custom, sensitivity: 2}\n"},
      {"context.yaml", "look_alikes: {order: {words: {en: [order]}}}\nconnectors: {en: [is]}\n"},
      {"fuzz.yaml", {reinterpret_cast<const char*>(data), size}},
  };
  const auto detector = Detector::load(files);
  if (!detector) {
    CHECK(!detector.error().message.empty());
    return 0;
  }
  Scratch scratch;
  Options options;
  options.confidence_min = 0;
  detector->detect("thing is 4111 1111 1111 1111 AB12345C a@b.com 12/12/1999", scratch, options);
  return 0;
}

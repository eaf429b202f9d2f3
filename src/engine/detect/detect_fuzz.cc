// Any bytes as a text: findings are sorted, apart and within the text.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "engine/detect/detector.h"

using namespace holdfast::detect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto detector = Detector::load_embedded();
  static Scratch scratch;
  CHECK(detector);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Options options;
  options.confidence_min = 0.05F;
  std::uint32_t last = 0;
  for (const Finding& finding : detector->detect(text, scratch, options)) {
    CHECK(finding.begin >= last && finding.begin < finding.end && finding.end <= size);
    CHECK(finding.confidence >= 0 && finding.confidence <= 1);
    last = finding.end;
  }
  return 0;
}

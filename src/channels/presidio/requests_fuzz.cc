// Whatever is sent to /analyze, /anonymize and /deanonymize is answered, and what is answered is
// JSON. The first byte chooses which.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/json_reader.h"
#include "base/random.h"
#include "channels/presidio/analyze.h"
#include "channels/presidio/anonymize.h"

namespace {

using namespace holdfast;

const detect::Detector& detector() {
  static const detect::Detector detector = *detect::Detector::load_embedded();
  return detector;
}

presidio::Outcome<std::string> analyzed(const JsonDocument& body,
                                        const presidio::EntityNames& names) {
  const presidio::AnalyzeRequest request = TRY(presidio::read_analyze_request(body));
  return presidio::render(
      request,
      TRY(presidio::Analyzer(detector(), names, std::chrono::milliseconds(200)).analyze(request)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const presidio::EntityNames names(detector());
  static const protect::Surrogates surrogates(detector());
  const presidio::Known known{names, surrogates};
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto body = JsonDocument::parse(text);
  if (!body) return 0;
  SeededRandom random(1);
  const auto answer = data[0] % 3 == 0   ? analyzed(*body, names)
                      : data[0] % 3 == 1 ? presidio::anonymize(*body, known, random)
                                         : presidio::deanonymize(*body, known, random);
  CHECK(!answer || JsonDocument::parse(*answer, {.bytes_max = 1U << 30}));
  return 0;
}

// Any bytes as a names model: refused with a message, or read and able to tag a text.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "engine/detect/names/name_tagger.h"

using namespace holdfast;
using namespace holdfast::detect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto model = NameModel::parse(as_bytes({reinterpret_cast<const char*>(data), size}));
  if (!model) {
    CHECK(!model.error().message.empty());
    return 0;
  }
  constexpr std::string_view kText = "Dear Ms O'Neill,\nJ. Smith-Jones said \xC3\xA9 \xFF 12a.";
  NameTagger tagger;
  std::vector<NameSpan> spans;
  tagger.tag(*model, kText, true, spans);
  for (const NameSpan& span : spans) {
    CHECK(span.begin < span.end && span.end <= kText.size());
    CHECK(span.confidence >= 0 && span.confidence <= 1);
  }
  return 0;
}

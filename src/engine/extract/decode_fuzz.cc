// What a worker that was taken over might answer.

#include <algorithm>
#include <cstdint>

#include "base/check.h"
#include "engine/extract/document.h"
#include "engine/extract/source_map.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast;
  const Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  const auto document = extract::decode(bytes);
  if (!document) return 0;
  const ByteVector again = extract::encode(*document);
  CHECK(std::ranges::equal(again, bytes));
  for (const extract::Part& part : document->parts) {
    extract::SourceMap map(part);
    for (std::size_t at = 0; at < part.text.size(); at += 7) {
      const auto range = map.covering({at, std::min(at + 9, part.text.size())});
      CHECK(range.begin <= UINT32_MAX);
    }
  }
  return 0;
}

// Mail from anyone: read or reported, never a crash, always within the limits and in UTF-8.

#include <cstdint>

#include "base/check.h"
#include "base/utf8.h"
#include "engine/extract_formats/formats.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast;
  static const bool is_prepared = (extract::prepare_formats(), true);
  CHECK(is_prepared);
  const Bytes file(reinterpret_cast<const std::byte*>(data), size);
  const extract::Limits limits{.text_bytes_max = 1U << 20, .parts_max = 50, .depth_max = 4};
  for (const auto type : {extract::MediaType::Mail, extract::MediaType::Mbox}) {
    const auto document = extract::read_document(file, type, limits);
    CHECK(document);
    CHECK(document->parts.size() <= limits.parts_max + 1);
    for (const extract::Part& part : document->parts)
      CHECK(is_utf8(part.text) && is_utf8(part.name));
    CHECK(extract::decode(extract::encode(*document)));
  }
  return 0;
}

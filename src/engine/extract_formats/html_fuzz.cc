// Pages from anyone.

#include <cstdint>

#include "base/check.h"
#include "base/utf8.h"
#include "engine/extract_formats/formats.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast;
  static const bool is_prepared = (extract::prepare_formats(), true);
  CHECK(is_prepared);
  const Bytes file(reinterpret_cast<const std::byte*>(data), size);
  const auto document = extract::read_document(file, extract::MediaType::Html);
  CHECK(document);
  for (const extract::Part& part : document->parts) CHECK(is_utf8(part.text));
  return 0;
}

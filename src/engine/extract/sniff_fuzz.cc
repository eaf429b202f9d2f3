// Any bytes get a type, and text of any bytes is UTF-8 whose map leads back into the file.

#include <cstdint>

#include "base/check.h"
#include "base/utf8.h"
#include "engine/extract/document.h"
#include "engine/extract/mbox.h"
#include "engine/extract/rewrite.h"
#include "engine/extract/source_map.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast;
  const Bytes file(reinterpret_cast<const std::byte*>(data), size);
  extract::sniff(file);
  extract::sniff(file, "text/html", "a.eml");
  extract::split_mbox(as_text(file));
  const auto document = extract::extract_in_process(file, extract::MediaType::PlainText);
  CHECK(document);
  const extract::Part& part = document->parts.at(0);
  CHECK(is_utf8(part.text));
  extract::SourceMap map(part);
  CHECK(map.covering({0, part.text.size()}).end <= size);
  const auto same = extract::rewrite(file, part, {});
  CHECK(same && *same == as_text(file));
  return 0;
}

// Any bytes as fingerprints of documents: refused with a message, or read and written as they were.

#include <cstdint>

#include "base/check.h"
#include "engine/detect/document_prints.h"
#include "engine/detect/exact_format.h"

using namespace holdfast;
using namespace holdfast::detect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteVector file = to_vector(Bytes(reinterpret_cast<const std::byte*>(data), size));
  const auto damaged = DocumentPrints::read(file);
  CHECK(damaged || !damaged.error().message.empty());
  // The same with its checksum made right.
  const std::uint64_t sum = exact_checksum(file, 0x5052494E54);
  const Bytes last = std::as_bytes(std::span(&sum, 1));
  file.insert(file.end(), last.begin(), last.end());
  const auto prints = DocumentPrints::read(file);
  if (prints) CHECK(prints->write() == file);
  prints_of(as_text(file));
  return 0;
}

// Gives any bytes to every validator: none may read outside them or stop the process.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/detect/validators/registry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const holdfast::detect::NamedValidator& validator : holdfast::detect::validators()) {
    static_cast<void>(validator.run(text));
  }
  return 0;
}

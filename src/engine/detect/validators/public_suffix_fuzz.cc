// Any bytes as a domain: none may read outside the list or stop the process, and what is found is
// an end of what was asked.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "engine/detect/validators/public_suffix.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast::detect;
  const std::string_view name(reinterpret_cast<const char*>(data), size);
  const DomainParts parts = domain_parts(name);
  CHECK(name.ends_with(parts.suffix) && name.ends_with(parts.registrable));
  CHECK(parts.registrable.empty() || parts.registrable.ends_with(parts.suffix));
  const std::size_t found = domain_size(name);
  CHECK(found == 0 || is_domain(name.substr(0, found)));
  static_cast<void>(is_top_level_domain(name));
  return 0;
}

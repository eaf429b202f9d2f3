// Networks come from configuration, addresses from the world.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "platform/outbound/address_guard.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast::outbound;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto guard = AddressGuard::allowing({text});
  const bool is_allowed_unasked = AddressGuard().allows(text);
  if (!guard) return 0;
  // A network begins with an address, which is then allowed.
  CHECK(guard->allows(std::string_view(text).substr(0, text.find('/'))));
  if (is_allowed_unasked) CHECK(guard->allows(text));
  return 0;
}

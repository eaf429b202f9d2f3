// Any bytes as a number dialled in any region: none may read outside the tables or stop the
// process.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "engine/detect/validators/phone_number.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using holdfast::detect::PhonePlan;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const PhonePlan& plan = PhonePlan::built_in();
  static_cast<void>(parse_phone(plan, text));
  for (std::size_t i = 0; i < plan.region_count(); ++i) {
    const std::string_view region = plan.region(static_cast<int>(i)).code();
    const auto number = parse_phone(plan, text, region);
    if (!number) continue;
    CHECK(number->national.view().size() >= 2 && number->national.view().size() <= 17);
    CHECK(!number->is_valid || !number->region.empty());
  }
  return 0;
}

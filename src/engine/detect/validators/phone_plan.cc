#include "engine/detect/validators/phone_plan.h"

#include "base/check.h"
#include "base/embedded.h"

namespace holdfast {
extern const EmbeddedFile detect_phone_plan[];
}

namespace holdfast::detect {
namespace {

template <typename T>
std::span<const T> take(std::string_view& bytes, std::size_t count) {
  const std::size_t size = (count * sizeof(T) + 3) / 4 * 4;
  CHECK(bytes.size() >= size);
  const auto* first = reinterpret_cast<const T*>(bytes.data());
  bytes.remove_prefix(size);
  return {first, count};
}

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

PhonePlan::PhonePlan(std::string_view packed) {
  CHECK(reinterpret_cast<std::uintptr_t>(packed.data()) % alignof(PhoneRegion) == 0);
  const PhonePlanHeader& header = take<PhonePlanHeader>(packed, 1)[0];
  regions_ = take<PhoneRegion>(packed, header.region_count);
  codes_ = take<PhoneCode>(packed, header.code_count);
  cuts_ = take<PhoneCut>(packed, header.cut_count);
  states_ = take<PhoneState>(packed, header.state_count);
  code_index_ = take<std::uint8_t>(packed, kPhoneCodeSlots);
  region_index_ = take<std::uint8_t>(packed, kPhoneRegionSlots);
}

const PhonePlan& PhonePlan::built_in() {
  static const PhonePlan plan(detect_phone_plan[0].content());
  return plan;
}

int PhonePlan::find_region(std::string_view name) const {
  if (name.size() != 2 || !is_capital(name[0]) || !is_capital(name[1])) return kNone;
  const auto slot = static_cast<std::size_t>((name[0] - 'A') * 26 + (name[1] - 'A'));
  return int{region_index_[slot]} - 1;
}

const PhoneCode* PhonePlan::find_code(unsigned calling_code) const {
  if (calling_code >= kPhoneCodeSlots || code_index_[calling_code] == 0) return nullptr;
  return &codes_[code_index_[calling_code] - 1U];
}

}  // namespace holdfast::detect

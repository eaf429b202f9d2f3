#include "platform/config/time_zone.h"

#include <fmt/core.h>
#include <unicode/timezone.h>

namespace holdfast::config {

struct TimeZone::Zone {
  std::unique_ptr<icu::TimeZone> rules;
};

Result<TimeZone> TimeZone::find(const std::string& name) {
  const icu::UnicodeString id = icu::UnicodeString::fromUTF8(name);
  icu::UnicodeString canonical;
  UBool is_known = false;
  UErrorCode status = U_ZERO_ERROR;
  // Otherwise ICU would make a zone of anything like "GMT+7", and UTC of the rest.
  icu::TimeZone::getCanonicalID(id, canonical, is_known, status);
  if (name.empty() || U_FAILURE(status) || !is_known) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("no time zone is named '{}': give one of the IANA database, such as "
                             "Europe/Berlin or America/New_York",
                             name)};
  }
  auto zone = std::make_shared<Zone>();
  zone->rules.reset(icu::TimeZone::createTimeZone(id));
  return TimeZone(std::move(zone));
}

std::int32_t TimeZone::utc_offset_minutes(Timestamp at) const {
  std::int32_t standard_ms = 0;
  std::int32_t summer_ms = 0;
  UErrorCode status = U_ZERO_ERROR;
  zone_->rules->getOffset(static_cast<UDate>(to_ms(at)), false, standard_ms, summer_ms, status);
  return (standard_ms + summer_ms) / 60'000;
}

}  // namespace holdfast::config

// A zone of the IANA time zone database, such as Europe/Berlin. ICU stands behind this, in
// time_zone.cc alone.

#pragma once

#include <memory>
#include <string>

#include "base/local_time.h"
#include "base/result.h"

namespace holdfast::config {

// Copies share one zone. Thread-safe.
class TimeZone {
 public:
  // InvalidInput: no zone has this name. Names are spelt as in the database, letter case included.
  static Result<TimeZone> find(const std::string& name);

  // Summer time included.
  std::int32_t utc_offset_minutes(Timestamp at) const;
  UtcOffsetAt utc_offset_at() const {
    return [zone = *this](Timestamp at) { return zone.utc_offset_minutes(at); };
  }

 private:
  struct Zone;
  explicit TimeZone(std::shared_ptr<const Zone> zone) : zone_(std::move(zone)) {}
  std::shared_ptr<const Zone> zone_;
};

}  // namespace holdfast::config

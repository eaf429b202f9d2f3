#include "engine/protect/date_shift.h"

#include <optional>

#include "base/check.h"
#include "engine/protect/keyed_stream.h"

namespace holdfast::protect {

int days_of(Bytes key, std::string_view subject, const ShiftRule& rule) {
  const int step = rule.keeps_weekday ? 7 : 1;
  const int steps_max = rule.days_max / step;
  CHECK(steps_max >= 1);
  KeyedStream stream(key, {"holdfast/protect/v1", "date shift", subject});
  const int steps = stream.between(1, steps_max);
  return step * (stream.below(2) == 0 ? steps : -steps);
}

Result<std::string> shift_date(std::string_view text, int days, const ShiftRule& rule) {
  const auto written = WrittenDate::parse(text, {.order = rule.order, .may_swap = false});
  if (!written) {
    return Error{ErrorCode::InvalidInput,
                 "no date can be read in the order of day and month that was said"};
  }
  const auto moved = written->with(date_of_days(days_from_epoch(written->date()) + days));
  if (!moved) return Error{ErrorCode::InvalidInput, "the year of the new date does not fit"};
  return *moved;
}

}  // namespace holdfast::protect

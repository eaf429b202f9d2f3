// Values made coarser: numbers as ranges, postal codes as areas, dates as their year or weekday.
//
// What is left is true and can be counted, and says less. There is no way back. Pure and
// thread-safe.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/protect/written_date.h"

namespace holdfast::protect {

// Numbers into ranges: "40-49". Without edges every `size` whole numbers from 0 are a range.
struct NumberBuckets {
  std::int64_t size = 10;
  // Ascending: [18, 30, 65] makes "<18", "18-29", "30-64" and "65+".
  std::vector<std::int64_t> edges;
};
// The first number in the text ("42 years", "1,250.00", "-5"); its fraction is dropped towards the
// range it lies in. InvalidInput: there is none, or more than 18 digits of it.
Result<std::string> bucket_number(std::string_view text, const NumberBuckets& buckets);

// An age as HIPAA's Safe Harbor asks (45 CFR 164.514(b)(2)(i)(C)): all above 89 are "90+". Others
// stay as they are, or fall into ranges of `size` where it is more than 1. InvalidInput as above,
// and above 150.
Result<std::string> coarse_age(std::string_view text, std::int64_t size);

// The first three characters of a postal code, the rest as '*' with separators kept. An area of
// fewer than 20,000 people becomes "000": for the United States those of the 2000 census, which
// HHS's guidance on Safe Harbor lists (45 CFR 164.514(b)(2)(i)(B)). Elsewhere three characters are
// of unlike size, so `keep` may be less. InvalidInput: nothing to keep.
struct PostalAreas {
  std::uint8_t keep = 3;
  bool is_us = true;  // five or nine digits are looked up among the small areas
};
Result<std::string> postal_area(std::string_view text, const PostalAreas& areas);

enum class DatePart : std::uint8_t {
  Year,       // "1985"
  Quarter,    // "1985-Q1"
  Month,      // "1985-03"
  MonthOnly,  // "03", of any year
  Weekday,    // "Thursday"
  Decade,     // "1980s"
};
// Names as operators' files write them: year quarter month month_of_year weekday decade.
std::optional<DatePart> date_part_named(std::string_view name);
// InvalidInput: no whole date is written there.
Result<std::string> date_part(std::string_view text, DatePart part, FieldOrder order);

}  // namespace holdfast::protect

#include "engine/detect/validators/calendar.h"

#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

bool is_iso_date(std::string_view text) {
  return shaped(text, "9999-99-99") &&
         date_exists({small_number(text.substr(0, 4)), small_number(text.substr(5, 2)),
                      small_number(text.substr(8, 2))});
}

Outcome date(std::string_view text) { return pass_if(is_iso_date(text)); }

// The engine has no clock. Nobody alive was born before 1900, and 2035 outlasts this release.
Outcome birth_date(std::string_view text) {
  return pass_if(is_iso_date(text) && between(small_number(text.substr(0, 4)), 1900, 2035));
}

constexpr NamedValidator kValidators[] = {
    {"birth_date", birth_date},
    {"date", date},
};

}  // namespace

std::span<const NamedValidator> calendar_validators() { return kValidators; }

}  // namespace holdfast::detect

#include "domain/contacts/contact.h"

#include <algorithm>

namespace holdfast::contacts {

void Contact::add_finding_type(std::string_view type) {
  const auto place = std::ranges::lower_bound(finding_types, type);
  if (place == finding_types.end() || *place != type) finding_types.emplace(place, type);
}

}  // namespace holdfast::contacts

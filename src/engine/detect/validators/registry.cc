#include "engine/detect/validators/registry.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

std::vector<NamedValidator> sorted() {
  std::vector<NamedValidator> all;
  for (const auto group : {payment_validators,
                           bank_validators,
                           calendar_validators,
                           phone_validators,
                           person_validators,
                           postal_validators,
                           device_validators,
                           crypto_validators,
                           secret_validators,
                           us_validators,
                           uk_validators,
                           german_validators,
                           iberian_validators,
                           french_validators,
                           west_europe_validators,
                           north_europe_validators,
                           east_europe_validators,
                           mideast_validators,
                           latin_america_validators,
                           canada_pacific_validators,
                           south_asia_validators,
                           east_asia_validators,
                           africa_validators}) {
    const std::span<const NamedValidator> named = group();
    all.insert(all.end(), named.begin(), named.end());
  }
  std::ranges::sort(all, {}, &NamedValidator::name);
  CHECK(std::ranges::adjacent_find(all, {}, &NamedValidator::name) == all.end());
  return all;
}

}  // namespace

std::span<const NamedValidator> validators() {
  static const std::vector<NamedValidator> all = sorted();
  return all;
}

Validator find_validator(std::string_view name) {
  const std::span<const NamedValidator> all = validators();
  const auto found = std::ranges::lower_bound(all, name, {}, &NamedValidator::name);
  return found != all.end() && found->name == name ? found->run : nullptr;
}

}  // namespace holdfast::detect

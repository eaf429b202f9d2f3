// The validators of each file; registry.cc joins them.

#pragma once

#include <span>

#include "engine/detect/validators/registry.h"

namespace holdfast::detect {

std::span<const NamedValidator> payment_validators();
std::span<const NamedValidator> bank_validators();
std::span<const NamedValidator> calendar_validators();
std::span<const NamedValidator> phone_validators();
std::span<const NamedValidator> person_validators();
std::span<const NamedValidator> postal_validators();
std::span<const NamedValidator> device_validators();
std::span<const NamedValidator> crypto_validators();
std::span<const NamedValidator> secret_validators();
std::span<const NamedValidator> us_validators();
std::span<const NamedValidator> uk_validators();
std::span<const NamedValidator> german_validators();   // DE AT CH
std::span<const NamedValidator> iberian_validators();  // ES PT
std::span<const NamedValidator> french_validators();
std::span<const NamedValidator> west_europe_validators();  // IT NL BE LU IE GR MT CY
std::span<const NamedValidator> north_europe_validators();
std::span<const NamedValidator> east_europe_validators();
std::span<const NamedValidator> mideast_validators();
std::span<const NamedValidator> latin_america_validators();
std::span<const NamedValidator> canada_pacific_validators();  // CA AU NZ
std::span<const NamedValidator> south_asia_validators();
std::span<const NamedValidator> east_asia_validators();
std::span<const NamedValidator> africa_validators();

}  // namespace holdfast::detect

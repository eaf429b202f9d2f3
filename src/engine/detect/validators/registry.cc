#include "engine/detect/validators/registry.h"

namespace holdfast::detect {

std::span<const NamedValidator> validators() { return {}; }

Validator find_validator(std::string_view name) {
  for (const NamedValidator& validator : validators()) {
    if (validator.name == name) return validator.run;
  }
  return nullptr;
}

}  // namespace holdfast::detect

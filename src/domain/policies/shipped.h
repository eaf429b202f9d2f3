// The policy packs compiled into the program: rules/policies/*.yaml.

#pragma once

#include <span>

#include "base/embedded.h"

namespace holdfast::policies {

// Named by file: "cards.yaml".
std::span<const EmbeddedFile> shipped_packs();

}  // namespace holdfast::policies

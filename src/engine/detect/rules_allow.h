// Reading allow.yaml.

#pragma once

#include <string_view>

#include "engine/detect/rules.h"
#include "engine/detect/yaml_tree.h"

namespace holdfast::detect {

// Adds to rules.allow. Types and attachments must have been read before.
Result<> read_allow_rules(std::string_view file, const YamlNode& root, RuleSet& rules);

}  // namespace holdfast::detect

// Reading one entry of `detectors`.

#pragma once

#include "engine/detect/rules.h"
#include "engine/detect/yaml_tree.h"

namespace holdfast::detect {

// Adds the entry's examples to rules.examples. The types must have been read before.
Result<DetectorRule> read_detector(std::string_view file, const YamlNode& node, RuleSet& rules);

}  // namespace holdfast::detect

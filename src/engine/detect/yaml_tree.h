// YAML as a tree of small nodes that know their lines.
//
// yaml-cpp's own Node costs about ten times as much to build, and start-up has 50 ms for all rules.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::detect {

struct YamlNode {
  enum class Kind : unsigned char { Null, Scalar, List, Map };

  Kind kind = Kind::Null;
  int line = 0;  // from 1
  std::string scalar;
  std::vector<std::string> keys;  // Map, in the order written
  std::vector<YamlNode> items;    // List; Map: the value of each key

  // Null when there is no such member.
  const YamlNode* find(std::string_view key) const;
};

// One document. InvalidInput as "<file>:<line>: problem": syntax, a key given twice, nesting deeper
// than 20, more than a million nodes (aliases count each time they are used).
Result<YamlNode> parse_yaml(std::string_view file, std::string_view yaml);

}  // namespace holdfast::detect

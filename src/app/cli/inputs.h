// The files that a command is to read.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace holdfast::cli {

inline constexpr const char* kStandardInput = "-";

struct Input {
  std::string path;         // "-": standard input
  std::uint64_t bytes = 0;  // 0 where not known beforehand
  bool is_regular = false;
  std::string problem;  // why it cannot be read, if that is known already
};

// In the order given, folders replaced by the regular files below them in order of path. Links
// within folders are not followed: what they lead to is either below as well or was not asked for.
// No path at all is standard input.
std::vector<Input> list_inputs(const std::vector<std::string>& paths);

}  // namespace holdfast::cli

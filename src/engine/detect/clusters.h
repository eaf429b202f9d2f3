// Clusters: digits that belong together, whatever separates them.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/detect/work.h"

namespace holdfast::detect {

// Reads the cluster that begins at work.edges[edge] into work.runs and work.digits, and returns the
// index of the first edge after it. Letters that look like digits (O, o, l, I) between digits, or
// at the ends of a long number, are read as digits.
std::size_t read_cluster(Work& work, std::size_t edge);

// The separators before run `index` of the cluster.
inline std::string_view gap_before(const Work& work, std::size_t index) {
  const std::uint32_t begin = work.runs[index - 1].end;
  return work.text.substr(begin, work.runs[index].begin - begin);
}

}  // namespace holdfast::detect

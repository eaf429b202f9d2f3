// patterns.tsv and the text, for the peers that are measured here.

#pragma once

#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace peers {

inline std::vector<std::string> read_patterns(const char* path) {
  std::ifstream file(path);
  std::vector<std::string> patterns;
  for (std::string line; std::getline(file, line);) {
    const std::size_t tab = line.find('\t');
    if (!line.empty() && line[0] != '#' && tab != std::string::npos)
      patterns.push_back(line.substr(tab + 1));
  }
  return patterns;
}

inline std::string read_text(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Of this process alone: what others do with the processor meanwhile does not count.
inline double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// One line that speed.py reads.
inline void report(std::size_t bytes, double seconds, std::size_t matches) {
  std::printf("RESULT bytes=%zu seconds=%.6f matches=%zu\n", bytes, seconds, matches);
}

}  // namespace peers

// RE2, one pattern of patterns.tsv after the other.
//
//   re2 patterns.tsv text

#include <re2/re2.h>

#include <memory>

#include "patterns.h"

int main(int, char** argv) {
  std::vector<std::unique_ptr<RE2>> patterns;
  for (const std::string& pattern : peers::read_patterns(argv[1])) {
    patterns.push_back(std::make_unique<RE2>(pattern, RE2::Quiet));
    if (!patterns.back()->ok()) {
      std::fprintf(stderr, "%s: %s\n", pattern.c_str(), patterns.back()->error().c_str());
      return 1;
    }
  }
  const std::string text = peers::read_text(argv[2]);
  std::size_t matches = 0;
  const double begin = peers::processor_seconds();
  for (const auto& pattern : patterns) {
    std::size_t at = 0;
    re2::StringPiece found;
    while (at < text.size() && pattern->Match(text, at, text.size(), RE2::UNANCHORED, &found, 1)) {
      ++matches;
      const std::size_t end = static_cast<std::size_t>(found.data() - text.data()) + found.size();
      at = end > at ? end : at + 1;
    }
  }
  peers::report(text.size(), peers::processor_seconds() - begin, matches);
}

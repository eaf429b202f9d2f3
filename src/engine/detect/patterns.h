// Regular expressions that users bring: RE2 behind a check of what they cost.
//
// RE2 (github.com/google/re2, BSD-3-Clause) takes time linear in the text for one search. What
// makes many searches linear too is that a match is bounded: no `*`, no `+`, at most
// kMatchLengthMax characters, so no search reads on for ever behind what it found.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::detect {

inline constexpr std::size_t kMatchLengthMax = 256;  // characters
inline constexpr int kPatternProgramMax = 4000;      // RE2's instructions, of one pattern
inline constexpr int kProgramsMax = 40'000;          // of all of them
inline constexpr std::size_t kPatternsMax = 1000;

struct PatternOptions {
  bool ignores_case = false;
};

// Immutable, shared by all threads.
class Pattern {
 public:
  // InvalidInput says what to change: syntax, no bound, too large, or that it matches nothing at
  // all (an empty text).
  static Result<Pattern> compile(std::string_view text, PatternOptions options);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  struct Match {
    std::size_t begin = 0;  // of the group named `value`, else of all
    std::size_t end = 0;    // equal to begin: there is none
    std::size_t next = 0;   // where to look for the next one
  };
  // The first at or after `from`.
  Match find(std::string_view text, std::size_t from) const;
  bool matches_whole(std::string_view text) const;
  int program_size() const;

 private:
  struct Impl;
  explicit Pattern(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

// Many patterns, looked for in one pass that tells which of them are there at all. Immutable,
// shared by all threads.
class PatternTable {
 public:
  PatternTable();
  PatternTable(PatternTable&&) noexcept;
  PatternTable& operator=(PatternTable&&) noexcept;
  ~PatternTable();

  // InvalidInput as Pattern::compile(), or there are too many. `owner` comes back with matches.
  Result<> add(std::string_view text, PatternOptions options, std::uint16_t owner);
  Result<> finish();  // after the last

  bool is_empty() const { return entries_.empty(); }

  // Indexes of the patterns that are somewhere in the text.
  std::vector<int> present_in(std::string_view text) const;
  const Pattern& pattern(int index) const {
    return entries_[static_cast<std::size_t>(index)].pattern;
  }
  std::uint16_t owner(int index) const { return entries_[static_cast<std::size_t>(index)].owner; }

 private:
  struct Entry {
    Pattern pattern;
    std::string text;
    PatternOptions options;
    std::uint16_t owner = 0;
  };
  struct Set;
  std::vector<Entry> entries_;
  int program_size_ = 0;
  std::unique_ptr<const Set> set_;
};

}  // namespace holdfast::detect

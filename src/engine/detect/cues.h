// The words that speak for or against a detector, by hash.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/detect/rules.h"

namespace holdfast::detect {

using CueIndex = std::uint16_t;
using DetectorIndex = std::uint16_t;

struct Cue {
  std::string text;  // as first written: for evidence
  std::uint64_t hash = 0;
  std::vector<DetectorIndex> speaks_for;
  std::vector<DetectorIndex> speaks_against;
  bool is_look_alike = false;   // speaks against all that do not ignore look-alikes
  bool is_connector = false;    // may stand between a cue and its value
  bool is_non_answer = false;
  bool has_value_after = false;  // some after_cue detector waits for it
};

class CueTable {
 public:
  // InvalidInput: too many cues.
  static Result<CueTable> build(const RuleSet& rules);

  struct Match {
    CueIndex cue = 0;
    std::uint8_t words = 0;  // 0 when nothing matched
  };

  // The longest phrase that begins with the first of these word hashes.
  Match longest(std::span<const std::uint64_t> words) const;
  // The cue of that phrase hash, as Cue::hash; words is 0 or 1.
  Match find(std::uint64_t hash) const;

  const Cue& operator[](CueIndex index) const { return cues_[index]; }
  std::size_t size() const { return cues_.size(); }

  // True for the first word of a cue that a value follows.
  bool may_begin_value_cue(std::uint64_t word) const;

  // First words of the cues that values follow, as written and folded, for the trigger table.
  std::vector<std::string> trigger_words() const { return trigger_words_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;  // 0 is empty
    CueIndex cue = 0;
    bool is_cue = false;     // otherwise only the beginning of longer ones
    bool has_longer = false;
    bool begins_value_cue = false;
  };

  Result<Cue*> add(std::string_view phrase);
  Slot& slot_for(std::uint64_t hash);
  const Slot* find_slot(std::uint64_t hash) const;
  void grow();

  std::vector<Cue> cues_;
  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
  std::size_t used_ = 0;
  std::vector<std::string> trigger_words_;
};

}  // namespace holdfast::detect

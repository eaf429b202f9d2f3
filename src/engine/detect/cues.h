// The words that speak for or against a detector, by hash.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/detect/fold.h"
#include "engine/detect/rules.h"

namespace holdfast::detect {

using CueIndex = std::uint16_t;
using DetectorIndex = std::uint16_t;

struct Cue {
  std::string text;  // as first written: for evidence
  std::uint64_t hash = 0;
  std::vector<DetectorIndex> speaks_for;
  std::vector<DetectorIndex> speaks_against;
  bool is_context = false;      // speaks for or against something
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

  // False for nearly every word that no cue for or against a detector begins with: one look at a
  // table that fits the first-level cache.
  bool may_begin(std::uint64_t word) const {
    return first_words_[word >> (64 - kFilterBits) >> 6] >> (word >> (64 - kFilterBits) & 63) & 1;
  }

  // The longest phrase that begins with the first of the word hashes that `next()` gives; 0 from it
  // ends them.
  template <typename Next>
  Match longest(Next next) const {
    Match match;
    std::uint64_t hash = 0;
    for (std::uint8_t words = 1; words <= kCueWordsMax; ++words) {
      const std::uint64_t word = next();
      if (word == 0) break;
      hash = phrase_hash(hash, word);
      const Slot* slot = find_slot(hash);
      if (slot == nullptr) break;
      if (slot->is_cue) match = {slot->cue, words};
      if (!slot->has_longer) break;
    }
    return match;
  }
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

  static constexpr unsigned kFilterBits = 15;

  void mark_first_word(std::string_view phrase);

  std::vector<std::uint64_t> first_words_ = std::vector<std::uint64_t>((1U << kFilterBits) / 64);
  std::vector<Cue> cues_;
  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
  std::size_t used_ = 0;
  std::vector<std::string> trigger_words_;
};

}  // namespace holdfast::detect

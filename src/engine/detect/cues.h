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
  std::vector<DetectorIndex> calls;  // detectors to try here, which it does not speak for: streets
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

  // What the words that begin here may be. Few words pass who are not of interest: each question is
  // one look at a table of bits in the first-level cache.
  bool may_be_cue(std::uint64_t word) const { return single_words_.test(word); }
  bool may_begin_phrase(std::uint64_t word) const { return first_words_.test(word); }
  bool may_begin_value_cue(std::uint64_t word) const { return value_words_.test(word); }

  // The longest phrase for or against a detector that begins with `first`; `next()` gives the hashes
  // of the words after it, 0 when there are no more.
  template <typename Next>
  Match longest(std::uint64_t first, Next next) const {
    Match match;
    std::uint64_t hash = phrase_hash(0, first);
    if (may_be_cue(first)) match = context_cue(hash, 1);
    if (!may_begin_phrase(first)) return match;
    for (std::uint8_t words = 2; words <= kCueWordsMax; ++words) {
      const std::uint64_t word = next();
      if (word == 0) break;
      hash = phrase_hash(hash, word);
      if (!phrases_.test(hash)) break;
      const Match longer = context_cue(hash, words);
      if (longer.words > 0) match = longer;
    }
    return match;
  }
  // The cue of that phrase hash, as Cue::hash; words is 0 or 1.
  Match find(std::uint64_t hash) const;

  const Cue& operator[](CueIndex index) const { return cues_[index]; }
  std::size_t size() const { return cues_.size(); }

  // First words of the cues that values follow, as written and folded, for the trigger table.
  std::vector<std::string> trigger_words() const { return trigger_words_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;  // 0 is empty
    CueIndex cue = 0;
  };

  // A set of hashes that may say yes when it should say no.
  template <unsigned kBits>
  class Filter {
   public:
    void add(std::uint64_t hash) { words_[hash >> (64 - kBits) >> 6] |= 1ULL << bit(hash); }
    bool test(std::uint64_t hash) const {
      return words_[hash >> (64 - kBits) >> 6] >> bit(hash) & 1;
    }

   private:
    static unsigned bit(std::uint64_t hash) { return hash >> (64 - kBits) & 63; }
    std::vector<std::uint64_t> words_ = std::vector<std::uint64_t>((1U << kBits) / 64);
  };

  Result<Cue*> add(std::string_view phrase);
  void mark_words(const Cue& cue);
  Match context_cue(std::uint64_t hash, std::uint8_t words) const {
    const Slot* slot = find_slot(hash);
    if (slot == nullptr || !cues_[slot->cue].is_context) return {};
    return {slot->cue, words};
  }
  Slot& slot_for(std::uint64_t hash);
  const Slot* find_slot(std::uint64_t hash) const;
  void grow();

  Filter<15> single_words_;  // words that are cues
  Filter<15> first_words_;   // that begin longer ones
  Filter<15> value_words_;   // that begin cues which a value follows
  Filter<17> phrases_;       // beginnings, of two words and more, of cues
  std::vector<Cue> cues_;
  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
  std::size_t used_ = 0;
  std::vector<std::string> trigger_words_;
};

}  // namespace holdfast::detect

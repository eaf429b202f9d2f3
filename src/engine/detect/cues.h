// The words that speak for or against a detector.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/detect/fold.h"
#include "engine/detect/rules.h"
#include "engine/detect/word_filter.h"

namespace holdfast::detect {

using CueIndex = std::uint16_t;
using DetectorIndex = std::uint16_t;

// The word for "." in addresses that are written out, in the languages served.
inline constexpr std::string_view kDotWords[] = {"dot", "punto", "punkt", "point", "ponto", "punt"};

// What a word stands for when numbers are said: rules.h, SpokenWord.
struct Spoken {
  SpokenWord::Kind kind = SpokenWord::Kind::Number;
  std::uint16_t value = 0;
  std::uint16_t languages = 0;  // bit n: the n-th language of the rules says so
  bool takes_no_one = false;
};

struct Cue {
  std::string text;  // as first written: for evidence
  std::uint64_t hash = 0;
  std::vector<DetectorIndex> speaks_for;
  std::vector<DetectorIndex> speaks_against;
  std::vector<DetectorIndex> calls;  // detectors to try here, which it does not speak for: streets
  std::vector<DetectorIndex> is_value_of;  // detectors of which the phrase itself is a value: words
  bool is_context = false;                 // speaks for or against something
  bool is_look_alike = false;              // speaks against all that do not ignore look-alikes
  bool is_connector = false;               // may stand between a cue and its value
  bool is_announcer = false;               // may stand right before a value far from its cue
  bool is_link_back = false;               // may stand between a value and a cue after it
  bool is_non_answer = false;
  bool is_dot = false;                 // "dot" in an address that is written out
  bool is_begin = false;               // of -----BEGIN
  bool has_value_after = false;        // some after_cue detector waits for it
  bool is_spoken = false;              // a number, a letter or a sign said in words: `spoken`
  bool is_correction = false;          // takes back what was said last
  bool is_spelling_joint = false;      // "for" of "b for bravo"
  std::uint16_t filler_languages = 0;  // may be said between them: as Spoken::languages
  Spoken spoken;
};

// What must be known of every cue in a text at once, small enough to stay in the nearest cache.
struct CueSigns {
  std::uint64_t lengths = 0;   // bit n: it speaks for a detector of n digits
  std::uint32_t shapes = 0;    // bit i: it speaks for a detector of Shape i
  bool acts = false;           // a value may stand right beside it: find.cc, find_after_cues()
  bool is_look_alike = false;  // as Cue::is_look_alike
  bool is_spoken = false;      // as Cue::is_spoken
  bool is_spoken_only = false;
  // Where CueTable::speakers_ holds Cue::speaks_for, and behind it Cue::speaks_against.
  std::uint32_t speakers = 0;
  std::uint16_t for_count = 0;
  std::uint16_t against_count = 0;
};

class CueTable {
 public:
  // InvalidInput: too many cues.
  static Result<CueTable> build(const RuleSet& rules);

  struct Match {
    CueIndex cue = 0;
    std::uint8_t words = 0;  // 0 when nothing matched
  };

  const WordFilter& beginnings() const { return beginnings_; }

  // The longest phrase for or against a detector that begins with `first`; `next()` gives the
  // hashes of the words after it, 0 when there are no more.
  template <typename Next>
  Match longest(std::uint64_t first, Next next) const {
    Match match;
    std::uint64_t hash = phrase_hash(0, first);
    if (single_words_.test(first)) match = context_cue(hash, 1);
    if (!first_words_.test(first)) return match;
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
  // The cue that is this one word; null when there is none.
  const Cue* find_word(std::string_view word) const {
    const Match match = find(phrase_hash(0, word_hash(word)));
    return match.words == 0 ? nullptr : &cues_[match.cue];
  }

  const Cue& operator[](CueIndex index) const { return cues_[index]; }
  const CueSigns& signs(CueIndex index) const { return signs_[index]; }
  // As Cue::speaks_for and Cue::speaks_against, from where they are read fastest.
  std::span<const DetectorIndex> speaks_for(CueIndex index) const {
    return {speakers_.data() + signs_[index].speakers, signs_[index].for_count};
  }
  std::span<const DetectorIndex> speaks_against(CueIndex index) const {
    return {speakers_.data() + signs_[index].speakers + signs_[index].for_count,
            signs_[index].against_count};
  }
  std::size_t size() const { return cues_.size(); }

 private:
  // Small, so that many fit in the nearest caches. With the place where it stands, the tag is some
  // 46 bits of the hash: of ten billion words one may be taken for a cue that it is not.
  struct Slot {
    std::uint32_t tag = 0;  // the upper half of the hash; 0 is empty
    CueIndex cue = 0;
    bool is_context = false;  // as Cue::is_context
  };
  static std::uint32_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 32) | 1U;
  }

  // A set of hashes that may say yes when it should say no.
  template <unsigned kBits>
  class Filter {
   public:
    void add(std::uint64_t hash) { words_[hash >> (64 - kBits) >> 6] |= 1ULL << bit(hash); }
    std::uint64_t test(std::uint64_t hash) const {
      return words_[hash >> (64 - kBits) >> 6] >> bit(hash) & 1;
    }

   private:
    static unsigned bit(std::uint64_t hash) { return hash >> (64 - kBits) & 63; }
    std::vector<std::uint64_t> words_ = std::vector<std::uint64_t>((1U << kBits) / 64);
  };

  struct PhraseForms;

  Result<Cue*> add(std::string_view phrase);
  // Each phrase in all its forms.
  template <typename Visit>
  Result<> add_forms(PhraseForms& forms, std::span<const std::string> phrases, Visit visit);
  // Each phrase as it is.
  Result<> mark(std::span<const std::string> phrases, bool Cue::* flag);
  void mark_words(const Cue& cue);
  void add_signs(const Cue& cue, const RuleSet& rules);
  Match context_cue(std::uint64_t hash, std::uint8_t words) const {
    const Slot* slot = find_slot(hash);
    if (slot == nullptr || !slot->is_context) return {};
    return {slot->cue, words};
  }
  void enter(std::uint64_t hash, CueIndex cue);
  const Slot* find_slot(std::uint64_t hash) const {
    const std::size_t last = slots_.size() - 1;
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t at = hash & last; slots_[at].tag != 0; at = (at + 1) & last) {
      if (slots_[at].tag == tag) return &slots_[at];
    }
    return nullptr;
  }
  void grow();

  WordFilter beginnings_;
  Filter<17> single_words_;  // words that are cues
  Filter<17> first_words_;   // words that begin longer ones
  Filter<17> phrases_;       // beginnings, of two words and more, of cues
  std::vector<Cue> cues_;
  std::vector<CueSigns> signs_;  // as many
  std::vector<DetectorIndex> speakers_;
  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
};

}  // namespace holdfast::detect

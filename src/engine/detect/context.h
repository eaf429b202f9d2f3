// The words around a place: which cues stand there and how near.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/detect/cues.h"
#include "engine/detect/scan.h"

namespace holdfast::detect {

// What the words around one place say about one detector.
struct CueEffect {
  float for_weight = 0;      // 0 to 1
  float against_weight = 0;  // 0 to 1
  CueIndex for_cue = 0;
  CueIndex against_cue = 0;
};

// A phrase of the cue table in the text.
struct CueHit {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t first_word = 0;  // numbers of words, as read
  std::uint32_t last_word = 0;
  std::uint32_t sentence = 0;
  CueIndex cue = 0;
};

// The cue hits that may matter to one place, found once for all detectors that ask about it.
struct Neighbourhood {
  std::uint32_t hit_begin = 0;  // range in ContextReader::hits()
  std::uint32_t hit_end = 0;
  std::uint32_t first_word = 0;  // of the place itself
  std::uint32_t last_word = 0;
  std::uint32_t sentence = 0;  // that it begins in
  bool is_empty() const { return hit_begin == hit_end; }
};

// Reads the words of a text from left to right, each at most once however many places ask.
class ContextReader {
 public:
  // All three must outlive the reading.
  void reset(std::string_view text, const Masks& masks, const CueTable& cues);

  // Places must be asked for in order of `begin`.
  Neighbourhood around(std::uint32_t begin, std::uint32_t end);
  CueEffect effect(const Neighbourhood& near, DetectorIndex detector, bool ignores_look_alikes) const;

  const std::vector<CueHit>& hits() const { return hits_; }

 private:
  struct Word {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t sentence = 0;
    bool is_connector = false;
    std::uint64_t hash = 0;
  };

  void skip_to(std::uint32_t place);
  void read_until(std::uint32_t place);
  void match_words(std::size_t words_end);
  float weight_of(const CueHit& hit, const Neighbourhood& near) const;

  std::string_view text_;
  const Masks* masks_ = nullptr;
  const CueTable* cues_ = nullptr;
  std::uint32_t read_ = 0;     // text before it has been read or skipped
  std::uint32_t sentence_ = 0;
  std::size_t matched_ = 0;    // words before it have been looked up
  std::size_t place_word_ = 0;  // words before it end before the last place asked for
  std::vector<Word> words_;
  std::vector<CueHit> hits_;
};

}  // namespace holdfast::detect

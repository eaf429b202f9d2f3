// The words around a place: which cues stand there and how near.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/detect/cues.h"
#include "engine/detect/scan.h"

namespace holdfast::detect {

// A phrase of the cue table in the text.
struct CueHit {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  CueIndex cue = 0;
  std::uint32_t shapes = 0;  // as CueSigns has them, here for whoever goes through the hits
  std::uint64_t lengths = 0;
};

// What the cues near some bytes speak for, as CueSigns has it.
struct NearSigns {
  std::uint64_t lengths = 0;
  std::uint32_t shapes = 0;
};

// What the words around one place say about one detector.
struct CueEffect {
  float for_weight = 0;      // 0 to 1
  float against_weight = 0;  // 0 to 1
  CueIndex for_cue = 0;
  CueIndex against_cue = 0;
};

// The hits that may matter to one place: a range of ContextReader::hits().
struct Neighbourhood {
  std::uint32_t first = 0;
  std::uint32_t last = 0;  // one beyond
  bool is_empty() const { return first == last; }
};

// The cues of a text and what they say about places in it.
class ContextReader {
 public:
  // Finds all cues. The three must outlive what is asked afterwards.
  void read(std::string_view text, const Masks& masks, const CueTable& cues);

  // In order of `begin` and of `end`; none within another.
  const std::vector<CueHit>& hits() const { return hits_; }
  // Words of spoken numbers and letters, likewise. Those that are cues of something else as well
  // are in both.
  const std::vector<CueHit>& spoken() const { return spoken_; }

  Neighbourhood around(std::uint32_t begin, std::uint32_t end);

  // What the hits around() any place in [begin, end] speak for, and perhaps those a little farther
  // off. Much less work than going through them.
  NearSigns signs_near(std::uint32_t begin, std::uint32_t end) const {
    NearSigns signs = near_[begin / 64];
    for (std::uint32_t block = begin / 64 + 1; block <= end / 64; ++block) {
      signs.lengths |= near_[block].lengths;
      signs.shapes |= near_[block].shapes;
    }
    return signs;
  }

  // What the cues near say to a value at [begin, end) for the detector.
  CueEffect effect(const Neighbourhood& near, std::uint32_t begin, std::uint32_t end,
                   DetectorIndex detector, bool ignores_look_alikes) const;

 private:
  CueHit cue_at(std::uint32_t begin) const;
  void mark_near(const CueHit& hit);
  std::uint32_t word_end(std::uint32_t begin) const;
  std::uint32_t next_word(std::uint32_t from) const;
  float weight_of(const CueHit& hit, std::uint32_t begin, std::uint32_t end) const;
  unsigned words_between(std::uint32_t from, std::uint32_t to) const;
  unsigned sentences_between(std::uint32_t from, std::uint32_t to) const;
  bool is_named_after(std::uint32_t end, const CueHit& hit) const;

  std::string_view text_;
  const Masks* masks_ = nullptr;
  const CueTable* cues_ = nullptr;
  std::uint32_t cursor_ = 0;           // a hit near the last place asked for
  std::vector<std::uint32_t> likely_;  // where cues may begin
  std::vector<CueHit> hits_;
  std::vector<CueHit> spoken_;
  std::vector<NearSigns> near_;  // one a 64 bytes of text
};

}  // namespace holdfast::detect

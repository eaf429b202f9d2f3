// What one call of detect() works on: the slice of text, its masks, and what was found so far.

#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/detect/attention.h"
#include "engine/detect/compiled.h"
#include "engine/detect/context.h"
#include "engine/detect/names/name_tagger.h"
#include "engine/detect/registered.h"
#include "engine/detect/said_text.h"
#include "engine/detect/scan.h"
#include "engine/detect/view.h"

namespace holdfast::detect {

// How a value is written, from best to worst.
enum class Form : std::uint8_t {
  Formatted,  // in one of its usual groupings
  Bare,       // as one run
  Ragged,     // separators anywhere, or digits in disguise
};

// What stands around a value and speaks against it.
struct Surroundings {
  bool is_glued = false;     // a letter touches it
  bool is_part = false;      // its separators go on: a piece of something longer
  bool may_be_part = false;  // only spaces, to more digits
};

// A place that may be a detector's value: checked, not yet weighed.
struct Candidate {
  std::uint32_t begin = 0;  // in the slice
  std::uint32_t end = 0;
  DetectorIndex detector = 0;
  Form form = Form::Bare;
  bool is_strong = false;         // a check vouches
  bool is_folded = false;         // letters were read as digits
  std::int8_t strong_check = -1;  // which of the detector's checks
  // The detector of the value right before, which speaks for this one.
  std::optional<DetectorIndex> follows;
  Surroundings around;
};

inline constexpr std::size_t kReasonsMax = 6;

// Where the text of a reason stands: nothing is copied until a finding is reported.
struct Reason {
  enum class Source : std::uint8_t { Detector, Check, Cue, Penalty };
  Evidence::Kind kind = Evidence::Kind::Pattern;
  Source source = Source::Detector;
  std::uint16_t index = 0;  // of the detector, its check, the cue or the penalty
  float weight = 0;
};

// A candidate with its confidence and the reasons for it.
struct Weighed {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  DetectorIndex detector = 0;
  float confidence = 0;
  bool is_strong = false;
  std::uint8_t reason_count = 0;
  Reason reasons[kReasonsMax];

  void add(Evidence::Kind kind, Reason::Source source, std::size_t index, float weight) {
    if (reason_count == kReasonsMax) return;
    reasons[reason_count++] = {kind, source, static_cast<std::uint16_t>(index), weight};
  }
};

// A run of digits, with look-alike letters among them read as digits.
struct Run {
  std::uint32_t begin = 0;  // in the slice
  std::uint32_t end = 0;
  std::uint32_t digits = 0;  // where they stand in Work::digits
  std::uint32_t count = 0;
  bool is_folded = false;
};

// How many attempts at numbers a text may cost. Where digits stand so dense that nearly every
// window over them is somebody's length, the attempts would cost a thousand times what talk costs:
// every few bytes read allow one, what is not used is kept up to a limit, and beyond it only what
// must never be missed is tried.
class Attempts {
 public:
  void reset() { *this = {}; }
  // The text is read up to `at`, which never goes back.
  void advance(std::uint32_t at) {
    left_ = std::min<std::int64_t>(kMax, left_ + (at - at_));
    at_ = at;
  }
  bool is_spent() const { return left_ <= 0; }
  void take() { left_ -= kBytesEach; }

 private:
  static constexpr std::int64_t kBytesEach = 2;
  static constexpr std::int64_t kMax = 600 * kBytesEach;  // a card in the worst disguise costs 200
  std::int64_t left_ = kMax;
  std::uint32_t at_ = 0;
};

// A candidate that won, and those it was compared with: order[first, last).
struct Winner {
  std::uint32_t index = 0;  // in Work::weighed
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

// The buffers of find_names().
struct NameReading {
  std::vector<std::uint32_t> signs;  // where the model is called for
  NameTagger tagger;
  std::vector<NameSpan> spans;
  std::vector<std::uint32_t> known;   // candidates of the same type in Work::weighed, by begin
  std::vector<std::uint32_t> others;  // of other types that would be reported, likewise
  std::uint64_t bytes_read = 0;       // of all texts so far
};

struct Work {
  TextView view;
  std::string_view text;  // the slice being read
  Masks masks;
  std::vector<std::uint32_t> edges;  // begin and end of each run of ASCII digits, in turn
  std::vector<Run> runs;             // of the cluster being read
  std::string_view digits;           // of the runs, one after the other
  std::string digits_copy;           // holds them unless they stand together in the text
  bool is_said = false;              // the text is what was said, written down
  Attempts attempts;
  std::vector<Candidate> candidates;  // at the place being looked at
  ContextReader context;
  Attention attention;
  std::vector<Weighed> weighed;
  std::vector<std::uint64_t> sorted;  // begin << 32 | index in weighed
  std::vector<std::uint32_t> order;   // indexes in weighed, group by group
  std::vector<Winner> winners;
  std::vector<std::uint64_t> occupied;
  // What the agent asked and this text may answer, and how much that counts by now.
  std::vector<QuestionCue> question;
  float question_weight = 0;
  NameReading names;
  // What is read out in the text, and the work on it.
  SaidText said_text;
  std::unique_ptr<Work> said;
  RegisteredWork registered;
};

}  // namespace holdfast::detect

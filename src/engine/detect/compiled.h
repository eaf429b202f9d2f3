// All rules in the form the engine reads: detectors by the shape and length that lead to them.

#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/detect/allow_list.h"
#include "engine/detect/cues.h"
#include "engine/detect/month_names.h"
#include "engine/detect/patterns.h"
#include "engine/detect/registered.h"
#include "engine/detect/rules.h"
#include "engine/detect/separators.h"
#include "engine/detect/token_shapes.h"
#include "engine/detect/word_lists.h"

namespace holdfast::detect {

// The confidence a detector can reach without a cue; 0 when it needs one.
struct Alone {
  float bare = 0;
  float formatted = 0;
};

// The two digits that a value may begin with.
class FirstDigits {
 public:
  void allow(unsigned two) { bits_[two / 64] |= 1ULL << two % 64; }
  bool allows(std::string_view digits) const {
    const auto two = static_cast<unsigned>((digits[0] - '0') * 10 + (digits[1] - '0'));
    return bits_[two / 64] >> two % 64 & 1;
  }

 private:
  std::array<std::uint64_t, 2> bits_{};
};

// The three letters that a word may end with, in either case.
class LastLetters {
 public:
  // Does nothing unless `word` ends with three ASCII letters.
  void allow(std::string_view word) {
    if (const int code = code_of(word); code >= 0) bits_.set(static_cast<std::size_t>(code));
  }
  // True also where an accented letter is among them: it may stand for any.
  bool allow_end_of(std::string_view word) const {
    const int code = code_of(word);
    return code < 0 ? code == kAccented : bits_.test(static_cast<std::size_t>(code));
  }

 private:
  static constexpr int kNone = -1;
  static constexpr int kAccented = -2;

  static int code_of(std::string_view word) {
    if (word.size() < 3) return kNone;
    int code = 0;
    for (const char c : word.substr(word.size() - 3)) {
      if (static_cast<unsigned char>(c) >= 0x80) return kAccented;
      if (!is_ascii_letter(c)) return kNone;
      code = code * 26 + ((c | 0x20) - 'a');
    }
    return code;
  }

  std::bitset<26 * 26 * 26> bits_;
};

// What of a detector of digits rules out most windows, in a few bytes.
struct DigitGate {
  FirstDigits first;            // as DetectorRule::starts has it
  SeparatorSet separators = 0;  // those it allows
  float bare = 0;               // Alone
  float formatted = 0;
  Plus plus = Plus::Forbidden;
};

struct PrefixEntry {
  DetectorIndex detector;
  std::uint16_t index;      // within the detector's prefixes
  std::uint32_t head = 0;   // its first four bytes, as a number of this machine's; zeros behind
  std::uint32_t bytes = 0;  // all ones where the head has bytes
};

// A street rule's words, by hash; the endings of compounds as text.
struct StreetHashes {
  DetectorIndex detector = 0;
  std::vector<std::uint64_t> before, after;
  std::vector<std::string> suffixes;
};

// Where a cue calls for the names model: name_signs.h.
enum class NameSign : std::uint8_t { None, AtBegin, AtEnd };

// What is asked of findings nearly always: Options::confidence_min unless somebody sets it.
inline constexpr float kUsualConfidence = 0.5F;

struct Compiled {
  static Result<Compiled> build(RuleSet rules);

  const DetectorRule& rule(DetectorIndex index) const { return rules.detectors[index]; }
  const StreetHashes& streets_of(DetectorIndex index) const;

  RuleSet rules;
  CueTable cues;

  std::vector<Shape> shapes;                       // by detector
  std::vector<Alone> alone;                        // by detector
  std::array<float, kShapeCount> best_by_shape{};  // the most of any detector, alone
  std::array<float, kDigitsMax + 1> best_by_length{};

  std::vector<DetectorIndex> leaders;  // those with followers
  std::uint64_t digit_lengths = 0;     // bit n: by_length[n] is not empty
  // Those that reach most alone come first.
  std::array<std::vector<DetectorIndex>, kDigitsMax + 1> by_length;
  std::vector<DigitGate> digit_gates;  // by detector
  TokenShapes tokens;
  // Those of detectors that reach kUsualConfidence alone, for places where no word asks for others.
  TokenShapes tokens_alone;
  std::vector<PrefixEntry> prefixes;  // ordered by the prefix
  std::vector<DetectorIndex> emails, urls, ips, macs, ibans, pems;
  std::vector<DetectorIndex> days, months;  // dates
  std::vector<DetectorIndex> streets;
  std::vector<StreetHashes> street_hashes;  // as many
  LastLetters street_suffixes;
  MonthNames month_names;

  std::vector<DetectorIndex> name_readers;
  std::vector<NameSign> name_signs;  // by cue; empty without name_readers

  // What users bring, empty in the shipped rules. Owners are detectors.
  bool has_patterns_or_lists = false;
  PatternTable patterns;
  WordLists lists;
  Registered registered;
  AllowList allow;
};

}  // namespace holdfast::detect

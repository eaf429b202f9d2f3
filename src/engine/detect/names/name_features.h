// What the model knows of a token: hashes of the words, shapes and lists in a window of two around
// it, and of how the whole text is written. Shared by trainer and run time.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/detect/names/name_tokens.h"

namespace holdfast::detect {

// How the text around is written.
enum class NameCase : std::uint8_t { Mixed, Lower, Shouted };

// What holds for all tokens of a text.
struct NameSetting {
  NameCase letters = NameCase::Mixed;
  std::uint8_t language = 0;  // as NameToken::language, of most words that tell; 0 is unknown
  bool is_asked = false;      // the agent asked for a name before
};

// Counts over tokens whose lists and languages are known.
NameSetting name_setting_of(std::span<const NameToken> tokens, bool is_asked);

namespace name_features_detail {

// Cheap: the upper bits, which find the weights, depend on all of it.
constexpr std::uint64_t mix(std::uint64_t id, std::uint64_t a, std::uint64_t b = 0) {
  return (a ^ b * 0xE7037ED1A0B428DBULL ^ id * 0x9E3779B97F4A7C15ULL) * 0xD6E8FEB86659FD93ULL;
}

// The shape and lists of a token: what is known of words never seen.
constexpr std::uint64_t kind_of(const NameToken& token) {
  return static_cast<std::uint64_t>(token.shape) << 8 | token.lists;
}

}  // namespace name_features_detail

inline constexpr std::size_t kNameFeatures = 21;  // a token

// A window over the tokens of a text, which begins and ends with nothing.
class NameWindow {
 public:
  NameWindow(std::span<const NameToken> tokens, const NameSetting& setting)
      : tokens_(tokens), setting_(setting) {}

  // Calls visit(hash) kNameFeatures times, always in the same order.
  template <typename Visit>
  void visit_features(std::size_t index, Visit visit) const {
    using namespace name_features_detail;
    const auto i = static_cast<std::ptrdiff_t>(index);
    const NameToken& here = at(i);
    const NameToken& before = at(i - 1);
    const NameToken& earlier = at(i - 2);
    const NameToken& after = at(i + 1);
    const NameToken& later = at(i + 2);
    const std::uint64_t kind = kind_of(here);
    const std::uint64_t kind_before = kind_of(before);
    const std::uint64_t kind_after = kind_of(after);
    const auto shape = static_cast<std::uint64_t>(here.shape);
    const auto letters = static_cast<std::uint64_t>(setting_.letters);
    const std::uint64_t language = setting_.language;
    const std::uint64_t style = letters << 4 | language;
    const std::uint64_t opens = here.opens ? 1 : 0;
    const std::uint64_t asked = (setting_.is_asked ? 4U : 0U) | (index < 3 ? index : 3);
    const std::uint64_t ends = static_cast<std::uint64_t>(after.shape == NameShape::LineBreak)
                                   << 1 |
                               (before.shape == NameShape::LineBreak ? 1U : 0U);

    visit(mix(1, style));
    visit(mix(2, here.word));
    visit(mix(3, before.word));
    visit(mix(4, after.word));
    visit(mix(5, before.word, earlier.word));
    visit(mix(6, after.word, later.word));
    visit(mix(7, before.word, kind));
    visit(mix(8, after.word, kind));
    visit(mix(9, before.word ^ shape, after.word));
    visit(mix(10, here.suffix, shape));
    visit(mix(11, kind, style));
    visit(mix(12, kind << 16 | kind_before, letters));
    visit(mix(13, kind << 16 | kind_after, letters));
    visit(mix(14, kind << 32 | kind_before << 16 | kind_after));
    visit(mix(15, kind << 32 | kind_before << 16 | kind_of(earlier)));
    visit(mix(16, kind << 8 | asked));
    visit(mix(17, kind << 8 | opens, style));
    visit(mix(18, kind << 8 | ends, kind_before << 16 | kind_after));
    visit(mix(19, here.word, before.word));
    visit(mix(20, here.suffix, kind_before << 8 | shape));
    visit(mix(21, kind << 8 | language, kind_before));
  }

 private:
  const NameToken& at(std::ptrdiff_t index) const {
    static constexpr NameToken kNothing{.shape = NameShape::LineBreak};
    return index < 0 || index >= std::ssize(tokens_) ? kNothing
                                                     : tokens_[static_cast<std::size_t>(index)];
  }

  std::span<const NameToken> tokens_;
  NameSetting setting_;
};

}  // namespace holdfast::detect

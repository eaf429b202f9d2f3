// Which token templates may stand at a place, by the mere shape of the text: letters, digits and
// separators. All templates are followed at once, a step a character, and most places lead nowhere
// after a few.

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/detect/cues.h"
#include "engine/detect/rules.h"

namespace holdfast::detect {

// A template and the detector it belongs to.
struct TemplateEntry {
  DetectorIndex detector = 0;
  std::uint16_t index = 0;  // within the detector's templates
  float alone = 0;          // Alone::formatted of the detector
};

class TokenShapes {
 public:
  // `entries` in the order in which they are to be visited.
  static TokenShapes build(const RuleSet& rules, std::vector<TemplateEntry> entries);

  // Calls visit(entry) for each template whose shape stands at text[begin] and after which the word
  // ends, as `ends_word(end)` says. The template's own classes are not looked at.
  template <typename EndsWord, typename Visit>
  void follow(std::string_view text, std::uint32_t begin, EndsWord ends_word, Visit visit) const {
    std::uint16_t state = kStart;
    for (std::uint32_t at = begin; at < text.size(); ++at) {
      state = states_[state].next[kSymbols[static_cast<unsigned char>(text[at])]];
      if (state == kDead) return;
      const State& reached = states_[state];
      if (reached.accepted == 0 || !ends_word(at + 1)) continue;
      for (std::size_t i = 0; i < reached.accepted; ++i) {
        visit(entries_[accepted_[reached.first_accepted + i]]);
      }
    }
  }

 private:
  static constexpr std::uint16_t kDead = 0;
  static constexpr std::uint16_t kStart = 1;

  enum Symbol : std::uint8_t { Other, Letter, Digit, Separator };
  static constexpr std::size_t kSymbolCount = 4;
  static const std::array<Symbol, 256> kSymbols;

  struct State {
    std::array<std::uint16_t, kSymbolCount> next{};
    std::uint32_t first_accepted = 0;
    std::uint16_t accepted = 0;
  };

  // Where one template is: entry << 8 | step. A state is a set of them, in order.
  using Places = std::vector<std::uint32_t>;
  class Builder;

  std::vector<TemplateEntry> entries_;
  std::vector<State> states_;
  std::vector<std::uint16_t> accepted_;  // indexes of entries, state by state
};

}  // namespace holdfast::detect

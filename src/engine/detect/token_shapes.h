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

  // Templates begin with at most so many letters before their first digit.
  static constexpr std::uint32_t kLeadMax = 11;

  // How far the templates have been followed.
  using Place = std::uint16_t;

  // Behind a run of `digits` that follows `lead` letters, 0 to kLeadMax, or those and a separator.
  Place after_run(std::uint32_t lead, bool is_split, std::uint32_t digits) const {
    if (digits > TokenTemplate::kPositionsMax) return kDead;
    return after_run_[is_split ? 1 : 0][lead][digits];
  }
  // Whether a template ends at the place, or goes on with `next`.
  bool may_end(Place place, char next) const {
    return place != kDead &&
           (states_[place].accepted > 0 || states_[place].next[symbol_at(next)] != kDead);
  }

  // Calls visit(entry) for each template whose shape ends at text[at], the place given, or goes on
  // from there, and after which the word ends, as `ends_word(end)` says. The template's own classes
  // are not looked at.
  template <typename EndsWord, typename Visit>
  void follow(Place place, std::string_view text, std::uint32_t at, EndsWord ends_word,
              Visit visit) const {
    for (; place != kDead; ++at) {
      const State& reached = states_[place];
      if (reached.accepted > 0 && ends_word(at)) {
        for (std::size_t i = 0; i < reached.accepted; ++i) {
          visit(entries_[accepted_[reached.first_accepted + i]]);
        }
      }
      if (at >= text.size()) return;
      place = reached.next[symbol_at(text[at])];
    }
  }

 private:
  static constexpr Place kDead = 0;
  static constexpr Place kStart = 1;

  enum Symbol : std::uint8_t { Other, Letter, Digit, Separator };
  static constexpr std::size_t kSymbolCount = 4;
  static const std::array<Symbol, 256> kSymbols;
  static Symbol symbol_at(char c) { return kSymbols[static_cast<unsigned char>(c)]; }

  struct State {
    std::array<Place, kSymbolCount> next{};
    std::uint32_t first_accepted = 0;
    std::uint16_t accepted = 0;
  };

  // Where one template is: entry << 8 | step. A state is a set of them, in order.
  using Places = std::vector<std::uint32_t>;
  class Builder;

  std::vector<TemplateEntry> entries_;
  std::vector<State> states_;
  std::vector<std::uint16_t> accepted_;  // indexes of entries, state by state
  using ByDigits = std::array<Place, TokenTemplate::kPositionsMax + 1>;
  std::array<std::array<ByDigits, kLeadMax + 1>, 2> after_run_{};  // as after_run() has it
};

}  // namespace holdfast::detect

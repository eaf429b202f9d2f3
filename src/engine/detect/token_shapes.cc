#include "engine/detect/token_shapes.h"

#include <algorithm>
#include <limits>
#include <map>

#include "base/check.h"
#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

template <typename Symbol>
constexpr std::array<Symbol, 256> make_symbols(Symbol letter, Symbol digit, Symbol separator) {
  std::array<Symbol, 256> symbols{};
  for (unsigned c = 0; c < 128; ++c) {
    if (is_ascii_letter(static_cast<char>(c))) symbols[c] = letter;
    if (is_digit(static_cast<char>(c))) symbols[c] = digit;
    if (TokenTemplate::is_separator(static_cast<char>(c))) symbols[c] = separator;
  }
  return symbols;
}

}  // namespace

constinit const std::array<TokenShapes::Symbol, 256> TokenShapes::kSymbols =
    make_symbols(Letter, Digit, Separator);

// The subset construction, over all templates at once.
class TokenShapes::Builder {
 public:
  Builder(const RuleSet& rules, TokenShapes& shapes) : rules_(rules), shapes_(shapes) {}

  void build() {
    shapes_.states_.resize(1);  // kDead
    Places start;
    for (std::uint32_t i = 0; i < shapes_.entries_.size(); ++i) add(start, i, 0);
    CHECK(id_of(start) == kStart || start.empty());
    for (std::size_t next = 0; next < waiting_.size(); ++next) {
      const auto [id, places] = waiting_[next];
      for (const Symbol symbol : {Letter, Digit, Separator}) {
        Places moved = move(places, symbol);
        if (!moved.empty()) shapes_.states_[id].next[symbol] = id_of(std::move(moved));
      }
    }
    note_runs();
  }

 private:
  const TokenTemplate& pattern(std::uint32_t entry) const {
    const TemplateEntry& of = shapes_.entries_[entry];
    return rules_.detectors[of.detector].templates[of.index];
  }

  // An optional separator may also not be there.
  void add(Places& places, std::uint32_t entry, std::uint32_t step) const {
    places.push_back(entry << 8 | step);
    const TokenTemplate& of = pattern(entry);
    if (step < of.size() && of.is_separator_at(step)) add(places, entry, step + 1);
  }

  Places move(const Places& places, Symbol symbol) const {
    Places moved;
    for (const std::uint32_t place : places) {
      const std::uint32_t entry = place >> 8;
      const std::uint32_t step = place & 0xFF;
      const TokenTemplate& of = pattern(entry);
      if (step == of.size()) continue;
      const bool takes = of.is_separator_at(step) ? symbol == Separator
                         : symbol == Letter       ? of.takes_letter_at(step)
                                                  : symbol == Digit && of.takes_digit_at(step);
      if (takes) add(moved, entry, step + 1);
    }
    return moved;
  }

  std::uint16_t id_of(Places places) {
    if (places.empty()) return kDead;
    const auto [found, is_new] = ids_.try_emplace(places, shapes_.states_.size());
    if (!is_new) return found->second;
    CHECK(shapes_.states_.size() <= std::numeric_limits<std::uint16_t>::max());
    State state{.first_accepted = static_cast<std::uint32_t>(shapes_.accepted_.size())};
    for (const std::uint32_t place : places) {
      if ((place & 0xFF) != pattern(place >> 8).size()) continue;
      shapes_.accepted_.push_back(static_cast<std::uint16_t>(place >> 8));
      ++state.accepted;
    }
    shapes_.states_.push_back(state);
    waiting_.emplace_back(found->second, std::move(places));
    return found->second;
  }

  void note_runs() const {
    if (shapes_.states_.size() <= kStart) return;  // no templates
    const auto next = [this](Place from, Symbol symbol) {
      return shapes_.states_[from].next[symbol];
    };
    Place letters = kStart;
    for (std::uint32_t lead = 0; lead <= kLeadMax; ++lead) {
      if (lead > 0) letters = next(letters, Letter);
      for (const bool is_split : {false, true}) {
        Place place = is_split ? next(letters, Separator) : letters;
        for (Place& after : shapes_.after_run_[is_split ? 1 : 0][lead]) {
          after = place;
          place = next(place, Digit);
        }
      }
    }
  }

  const RuleSet& rules_;
  TokenShapes& shapes_;
  std::map<Places, std::uint16_t> ids_;
  std::vector<std::pair<std::uint16_t, Places>> waiting_;
};

TokenShapes TokenShapes::build(const RuleSet& rules, std::vector<TemplateEntry> entries) {
  TokenShapes shapes;
  shapes.entries_ = std::move(entries);
  Builder(rules, shapes).build();
  return shapes;
}

}  // namespace holdfast::detect

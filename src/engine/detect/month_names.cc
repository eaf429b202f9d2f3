#include "engine/detect/month_names.h"

#include <algorithm>

#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

// English, Spanish, German, French, Italian, Portuguese, Dutch; without accents, each followed by a
// space.
constexpr std::string_view kMonths[12] = {
    "january jan enero ene januar jaenner janner janvier janv gennaio gen janeiro januari ",
    "february feb febrero februar feber fevrier fevr fev febbraio fevereiro februari ",
    "march mar marzo maerz marz mars marco maart mrt ",
    "april apr abril abr avril avr aprile ",
    "may mayo mai maggio mag maio mei ",
    "june jun junio juni juin giugno giu junho ",
    "july jul julio juli juillet juil luglio lug julho ",
    "august aug agosto ago aout augustus ",
    "september sep sept septiembre setiembre septembre settembre set setembro ",
    "october oct octubre oktober okt octobre ottobre ott outubro out ",
    "november nov noviembre novembre novembro ",
    "december dec diciembre dic dezember dez decembre dicembre dezembro ",
};

}  // namespace

MonthNames::MonthNames() {
  for (std::uint8_t month = 1; month <= 12; ++month) {
    const std::string_view names = kMonths[month - 1];
    for_each_word(names, [&](std::size_t begin, std::size_t end) {
      names_.push_back({word_hash(names.substr(begin, end - begin)), month});
      first_letters_ |= 1U << (names[begin] - 'a');
    });
  }
  std::sort(names_.begin(), names_.end(),
            [](const Name& a, const Name& b) { return a.hash < b.hash; });
}

unsigned MonthNames::month(std::string_view word) const {
  if (word.size() < 3 || word.size() > 11) return 0;
  const unsigned letter = static_cast<unsigned char>((word[0] | 0x20) - 'a');
  if (letter >= 26 || (first_letters_ >> letter & 1) == 0) return 0;
  const std::uint64_t hash = word_hash(word);
  const auto found =
      std::lower_bound(names_.begin(), names_.end(), hash,
                       [](const Name& name, std::uint64_t value) { return name.hash < value; });
  return found != names_.end() && found->hash == hash ? found->month : 0;
}

}  // namespace holdfast::detect

// Surrogates of names, mail addresses, postal addresses and dates.

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/core.h>

#include "base/utf8.h"
#include "engine/detect/validators/given_names.h"
#include "engine/protect/layout.h"
#include "engine/protect/surrogate_kinds.h"
#include "engine/protect/written_date.h"

namespace holdfast::protect {
namespace {

// Common where English, Spanish, German, French, Italian, Portuguese and Dutch are spoken.
constexpr std::string_view kSurnames[] = {
    "adams",    "allen",     "alonso",  "baker",    "barros",  "bauer",    "becker",  "bennett",
    "bernard",  "bianchi",   "blanco",  "bonnet",   "brandt",  "brown",    "campos",  "carter",
    "castro",   "clarke",    "collins", "colombo",  "conti",   "costa",    "dekker",  "delgado",
    "dietrich", "dubois",    "durand",  "edwards",  "engel",   "evans",    "ferrari", "fischer",
    "fontaine", "fuchs",     "garcia",  "garnier",  "gibson",  "gomez",    "graham",  "greco",
    "haas",     "hansen",    "harris",  "hartmann", "herrera", "hoffmann", "hughes",  "iglesias",
    "jansen",   "jenkins",   "keller",  "kelly",    "koch",    "kruger",   "lambert", "lange",
    "leroy",    "lombardi",  "lopez",   "lorenz",   "marino",  "martins",  "mercier", "meyer",
    "mitchell", "molina",    "moreau",  "moreno",   "morgan",  "muller",   "murphy",  "navarro",
    "neumann",  "nunes",     "ortega",  "owens",    "palmer",  "parker",   "peeters", "pereira",
    "perrin",   "pinto",     "powell",  "ramos",    "reyes",   "ricci",    "richter", "rivera",
    "roberts",  "romano",    "rossi",   "roussel",  "russo",   "salazar",  "sanchez", "santos",
    "schmidt",  "schneider", "silva",   "simpson",  "smit",    "suarez",   "taylor",  "thompson",
    "torres",   "turner",    "vargas",  "vasquez",  "visser",  "vogel",    "wagner",  "walker",
    "watson",   "weber",     "werner",  "winkler",  "wright",  "ziegler",
};

std::string_view any_surname(KeyedStream& stream) {
  return kSurnames[stream.below(static_cast<std::uint32_t>(std::size(kSurnames)))];
}

std::string_view any_given_name(KeyedStream& stream) {
  const auto names = detect::given_names();
  return names[stream.below(static_cast<std::uint32_t>(names.size()))];
}

bool is_word_character(std::string_view text, std::size_t at) {
  const auto c = static_cast<unsigned char>(text[at]);
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
}

// Calls on_word(word) for each run of letters and digits and appends what it returns; everything
// else is copied.
template <typename OnWord>
std::string word_by_word(std::string_view text, OnWord on_word) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    while (at < text.size() && is_word_character(text, at)) ++at;
    if (at > begin) out += on_word(text.substr(begin, at - begin));
    if (at < text.size()) out.push_back(text[at++]);
  }
  return out;
}

std::string lowered(std::string_view word) {
  std::string out(word);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return out;
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::string_view (&list)[N]) {
  return std::ranges::find(list, word) != std::end(list);
}

// Words that say nothing of whose name it is.
constexpr std::string_view kTitles[] = {"mr",   "mrs",      "ms",    "miss",    "dr",      "prof",
                                        "herr", "frau",     "sr",    "sra",     "senor",   "senora",
                                        "don",  "doña",     "señor", "señora",  "mme",     "madame",
                                        "m",    "monsieur", "sig",   "signora", "mevrouw", "sir"};
constexpr std::string_view kParticles[] = {"de",  "del", "la",  "las", "los", "van", "von", "der",
                                           "den", "da",  "dos", "di",  "du",  "y",   "e",   "zu"};

std::string in_case_of(std::string_view replacement, std::string_view word) {
  return in_case(replacement, case_of(word));
}

bool has_letter(std::string_view word) {
  return std::ranges::any_of(word, [](char c) { return c < '0' || c > '9'; });
}

}  // namespace

std::string surrogate_person(std::string_view value, KeyedStream& stream) {
  // "Doe, Jane" has the surname first.
  const std::size_t comma = value.find(',');
  bool is_given_next = comma == std::string_view::npos;
  bool had_name = false;
  std::size_t at = 0;
  return word_by_word(value, [&](std::string_view word) -> std::string {
    at = static_cast<std::size_t>(word.data() - value.data());
    if (comma != std::string_view::npos && at > comma && !is_given_next) {
      is_given_next = true;
      had_name = false;
    }
    const std::string lower = lowered(word);
    if (is_one_of(lower, kTitles) && word.size() > 1) {
      is_given_next = false;  // "Mrs Doe"; a given name that follows is as well replaced by another
      return std::string(word);
    }
    if (had_name && is_one_of(lower, kParticles)) return std::string(word);
    const bool is_given =
        (is_given_next && !had_name) || (detect::is_given_name(lower) && !had_name);
    had_name = true;
    if (word.size() == 1)
      return in_case_of(std::string(1, stream.one_of("abcdefghijklmnoprstw")), word);
    return in_case_of(is_given ? any_given_name(stream) : any_surname(stream), word);
  });
}

std::string surrogate_email(std::string_view value, KeyedStream& stream) {
  static constexpr std::string_view kDomains[] = {"example.com", "example.net", "example.org"};
  const std::string_view given = any_given_name(stream);
  const std::string_view surname = any_surname(stream);
  const std::string mail =
      fmt::format("{}.{}{:02}@{}", given, surname, stream.below(100), kDomains[stream.below(3)]);
  return case_of(value) == LetterCase::Upper ? in_case(mail, LetterCase::Upper) : mail;
}

// Words that make a street, and what is not capitalised, stay; names and numbers are replaced.
std::string surrogate_address(std::string_view value,
                              std::span<const std::string_view> street_words, KeyedStream& stream) {
  return word_by_word(value, [&](std::string_view word) -> std::string {
    if (!has_letter(word)) {
      // A number of as many digits, that does not begin with a zero unless it did.
      std::string number = same_shape(word, stream);
      if (word[0] != '0' && number[0] == '0') number[0] = stream.one_of("123456789");
      return number;
    }
    const std::string lower = lowered(word);
    if (std::ranges::binary_search(street_words, std::string_view(lower))) return std::string(word);
    const bool is_mixed = std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
    if (is_mixed || word.size() <= 2) {
      return is_one_of(lower, kParticles) ? std::string(word) : same_shape(word, stream);
    }
    if (is_one_of(lower, kParticles)) return std::string(word);
    for (const std::string_view suffix : street_words) {
      if (suffix.size() >= 3 && lower.size() > suffix.size() && lower.ends_with(suffix)) {
        return in_case_of(any_surname(stream), word) +
               std::string(word.substr(word.size() - suffix.size()));
      }
    }
    return in_case_of(any_surname(stream), word);
  });
}

std::string surrogate_date(std::string_view value, bool is_birth, KeyedStream& stream) {
  const auto written = WrittenDate::parse(value);
  if (!written) return {};
  // The range is the same for all, so that a surrogate tells nothing of the year it stands for.
  const std::int64_t first = days_from_epoch({is_birth ? 1940 : 2000, 1, 1});
  const std::int64_t last = days_from_epoch({is_birth ? 2005 : 2029, 12, 31});
  const CivilDate date =
      date_of_days(first + stream.below(static_cast<std::uint32_t>(last - first + 1)));
  return written->with(date).value_or(std::string());
}

}  // namespace holdfast::protect

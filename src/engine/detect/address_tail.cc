// What follows a street in an address: town, state, postal code, in any of the usual orders.

#include "engine/detect/address_tail.h"

#include <cstddef>

#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kReach = 72;   // bytes from the street to the end of the address
constexpr int kTownWordsMax = 4;       // before the postal code
constexpr int kLowerTownWordsMax = 2;  // of those, in lower case
constexpr int kWordsAfterCodeMax = 2;  // "80331 Bad Tölz"

struct Part {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  // begin when there is none
};

bool is_word_char(char c) { return class_of(c) != CharClass::Other || c == '\'' || c == '-'; }

// The word after one comma, blank or line break, or a comma with one of those.
Part next_part(std::string_view text, std::uint32_t at) {
  const std::uint32_t from = at;
  if (at < text.size() && text[at] == ',') ++at;
  if (at < text.size() && (text[at] == ' ' || text[at] == '\n')) ++at;
  if (at < text.size() && at == from + 2 && text[at] == '\n') ++at;
  if (at == from) return {};
  Part part{at, at};
  while (part.end < text.size() && is_word_char(text[part.end])) ++part.end;
  return part;
}

bool is_upper_start(std::string_view word) {
  const auto c = static_cast<unsigned char>(word[0]);
  return (c >= 'A' && c <= 'Z') || c >= 0x80;
}

// "80331", "62704-1234", "1012", "SW1A", "1AA", "K1A", "0B1": a postal code or half of one.
bool is_code_part(std::string_view word) {
  std::size_t digits = 0;
  std::size_t letters = 0;
  for (const char c : word) {
    digits += is_digit(c) ? 1U : 0U;
    letters += is_ascii_letter(c) ? 1U : 0U;
    if (!is_alnum(c) && c != '-') return false;
  }
  // "62704-1234" and "9250-018" have a dash.
  if (letters == 0) return (digits >= 4 && digits <= 6) || word.size() == 10 || word.size() == 8;
  return digits >= 1 && digits <= 2 && letters <= 3 && word.size() <= 4;
}

}  // namespace

std::uint32_t address_end(std::string_view text, std::uint32_t street_end) {
  std::uint32_t best = street_end;
  int town_words = 0;
  int lower_words = 0;
  int words_after_code = 0;
  bool has_code = false;
  for (std::uint32_t at = street_end; at - street_end < kReach;) {
    const Part part = next_part(text, at);
    if (part.begin == part.end) break;
    const std::string_view word = text.substr(part.begin, part.end - part.begin);
    at = part.end;
    if (is_code_part(word)) {
      if (words_after_code > 0) break;
      has_code = true;
      best = at;
      continue;
    }
    if (has_code) {  // the town stands behind the code only when none stood before it
      if (town_words > 0 || !is_upper_start(word) || ++words_after_code > kWordsAfterCodeMax) break;
      best = at;
      if (at < text.size() && text[at] != ' ') break;
      continue;
    }
    if (!is_upper_start(word) && ++lower_words > kLowerTownWordsMax) break;
    if (++town_words > kTownWordsMax) break;
  }
  return best;
}

}  // namespace holdfast::detect

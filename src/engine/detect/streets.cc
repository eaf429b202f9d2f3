// Streets with a house number: "12 Oak Street", "Calle de Alcalá 45", "Lindenstraße 7".

#include <algorithm>
#include <array>

#include "engine/detect/address_tail.h"
#include "engine/detect/find.h"
#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kNameWordsMax = 4;
constexpr std::uint32_t kNumberDigitsMax = 5;
constexpr std::uint32_t kReachBefore = 48;  // from the word "street" to its number
constexpr std::uint32_t kReachAfter = 48;

struct Word {
  std::uint32_t begin;
  std::uint32_t end;
};

bool contains(const std::vector<std::uint64_t>& hashes, std::uint64_t hash) {
  return std::find(hashes.begin(), hashes.end(), hash) != hashes.end();
}

// Up to `words.size()` words after `from`, separated by single spaces or ". ".
template <std::size_t N>
std::size_t words_after(std::string_view text, std::uint32_t from, std::array<Word, N>& words) {
  std::size_t count = 0;
  std::uint32_t at = from;
  while (count < N) {
    if (char_at(text, at) == '.') ++at;
    if (char_at(text, at) != ' ') break;
    const std::uint32_t begin = ++at;
    while (at < text.size() &&
           (class_of(text[at]) == CharClass::Letter || text[at] == '\'' || text[at] == '-')) {
      ++at;
    }
    if (at == begin) break;
    words[count++] = {begin, at};
  }
  return count;
}

template <std::size_t N>
std::size_t words_before(std::string_view text, std::uint32_t from, std::array<Word, N>& words) {
  std::size_t count = 0;
  std::uint32_t at = from;
  while (count < N) {
    if (count == 0 && at > 0 && text[at - 1] == ' ' && char_at(text, std::int64_t{at} - 2) == ',') {
      --at;  // "rue de la Paix, 12"
      --at;
    } else if (at > 0 && text[at - 1] == ' ') {
      --at;
    } else {
      break;
    }
    if (at > 0 && text[at - 1] == '.') --at;
    const std::uint32_t end = at;
    while (at > 0 && (class_of(text[at - 1]) == CharClass::Letter || text[at - 1] == '\'' ||
                      text[at - 1] == '-')) {
      --at;
    }
    if (at == end) break;
    words[count++] = {at, end};
  }
  return count;
}

bool has_suffix(const std::vector<std::string>& suffixes, const std::string& word) {
  return std::any_of(suffixes.begin(), suffixes.end(), [&word](const std::string& suffix) {
    return word.size() > suffix.size() + 1 && word.ends_with(suffix);
  });
}

// In lower case "12 calls on the street" has the form of an address: a capital letter tells them
// apart.
Form form_of(std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool begins_word = i == 0 || value[i - 1] == ' ';
    const auto c = static_cast<unsigned char>(value[i]);
    if (begins_word && ((c >= 'A' && c <= 'Z') || c >= 0x80)) return Form::Formatted;
  }
  return Form::Bare;
}

// How many of the words after the number are the street's: "rue de la Paix et je voudrais". The
// last capital letter says so; without any, two words or three.
template <std::size_t N>
std::size_t name_words(std::string_view text, const std::array<Word, N>& words, std::size_t count) {
  for (std::size_t i = count; i-- > 1;) {
    const auto c = static_cast<unsigned char>(text[words[i].begin]);
    if ((c >= 'A' && c <= 'Z') || c >= 0x80) return i + 1;
  }
  return std::min<std::size_t>(count, 4);
}

void add(const Compiled& rules, Work& work, DetectorIndex index, std::uint32_t begin,
         std::uint32_t end, Form form) {
  Candidate candidate{
      .begin = begin, .end = address_end(work.text, end), .detector = index, .form = form};
  const std::string_view value = work.text.substr(begin, end - begin);
  if (!passes(rules.rule(index), value, candidate)) return;
  candidate.is_strong |= candidate.end > end;  // a postal code vouches for the street before it
  work.candidates.push_back(candidate);
}

// "12 Oak Street", "12 rue de la Paix".
void number_first(const Compiled& rules, Work& work, DetectorIndex index, std::uint32_t begin,
                  std::uint32_t end) {
  std::array<Word, kNameWordsMax + 1> words;
  const std::size_t count = words_after(work.text, end, words);
  if (count == 0) return;
  const StreetHashes& street = rules.streets_of(index);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view word = work.text.substr(words[i].begin, words[i].end - words[i].begin);
    const std::uint64_t hash = word_hash(word);
    if (i == 0 && contains(street.before, hash) && count > 1) {
      const std::uint32_t last = words[name_words(work.text, words, count) - 1].end;
      return add(rules, work, index, begin, last, form_of(work.text.substr(begin, last - begin)));
    }
    if (i > 0 && contains(street.after, hash)) {
      return add(rules, work, index, begin, words[i].end,
                 form_of(work.text.substr(begin, words[i].end - begin)));
    }
  }
}

// "Calle de Alcalá 45", "Lindenstraße 7", "Alter Weg 7".
void number_last(const Compiled& rules, Work& work, DetectorIndex index, std::uint32_t begin,
                 std::uint32_t end) {
  std::array<Word, kNameWordsMax + 1> words;
  const std::size_t count = words_before(work.text, begin, words);
  if (count == 0) return;
  const StreetHashes& street = rules.streets_of(index);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view word = work.text.substr(words[i].begin, words[i].end - words[i].begin);
    if (i > 0 && contains(street.before, word_hash(word))) {
      return add(rules, work, index, words[i].begin, end,
                 form_of(work.text.substr(words[i].begin, end - words[i].begin)));
    }
    if (i == 0 && word.size() > 4 && word.size() <= kWordBytesMax &&
        has_suffix(street.suffixes, folded(word))) {
      return add(rules, work, index, words[i].begin, end, Form::Formatted);
    }
    if (i == 0 && count > 1 && contains(street.after, word_hash(word))) {
      return add(rules, work, index, words[1].begin, end,
                 form_of(work.text.substr(words[1].begin, end - words[1].begin)));
    }
  }
}

// "Lindenstraße 7": the street's kind is a part of its name, which no list of words has.
bool follows_compound(const Compiled& rules, std::string_view text, std::uint32_t begin) {
  if (begin < 6 || text[begin - 1] != ' ') return false;
  const std::uint32_t end = begin - (text[begin - 2] == '.' ? 2 : 1);  // "Schillerstr. 81"
  return rules.street_suffixes.allow_end_of(text.substr(end - 3, 3));
}

void find_street(const Compiled& rules, Work& work, std::uint32_t begin, std::uint32_t end) {
  if (end - begin > kNumberDigitsMax || touches_word_before(work.text, begin)) return;
  // "12b" is a house number, too.
  if (is_ascii_letter(char_at(work.text, end)) && !touches_word_after(work.text, end + 1)) ++end;
  if (touches_word_after(work.text, end)) return;
  for (const DetectorIndex index : rules.streets) {
    const NumberPlace place = rules.rule(index).number;
    if (place != NumberPlace::Last) number_first(rules, work, index, begin, end);
    if (place != NumberPlace::First) number_last(rules, work, index, begin, end);
  }
}

}  // namespace

void find_compound_street(const Compiled& rules, Work& work, std::uint32_t begin,
                          std::uint32_t end) {
  if (!rules.streets.empty() && follows_compound(rules, work.text, begin)) {
    find_street(rules, work, begin, end);
  }
}

void find_street_near(const Compiled& rules, Work& work, const CueHit& hit) {
  const std::string_view text = work.text;
  std::uint32_t at = hit.begin - std::min(hit.begin, kReachBefore);
  const auto stop = static_cast<std::uint32_t>(
      std::min<std::size_t>(text.size(), std::size_t{hit.end} + kReachAfter));
  while (at < stop) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    const std::uint32_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    if (begin == 0 || !is_digit(text[begin - 1])) find_street(rules, work, begin, at);
  }
}

}  // namespace holdfast::detect

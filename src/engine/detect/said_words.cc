#include "engine/detect/said_words.h"

#include <algorithm>
#include <iterator>

#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kGapMax = 4;             // bytes between two words of one value
constexpr int kWordsBeforeMax = 8;               // of letters, before the first number
constexpr std::uint32_t kWrittenDigitsMax = 19;  // in a row, within what is said
constexpr int kPauseWordsMax = 3;
constexpr std::string_view kLetterWords = "aeiouyAI";  // of the languages served

bool is_break(char c) { return c == ',' || c == '.' || c == '\n'; }
bool is_pause(char c) { return c == ' ' || c == '-' || is_break(c); }

}  // namespace

SaidWords::Word SaidWords::word_from(std::uint32_t at) const {
  Word word;
  const std::uint32_t from = at;
  for (; at < text_.size() && is_pause(text_[at]); ++at) word.is_after_break |= is_break(text_[at]);
  if (at - from > kGapMax || at >= text_.size()) return {};
  const CharClass kind = class_of(text_[at]);
  if (kind == CharClass::Other) return {};
  word.begin = at;
  while (at < text_.size() && class_of(text_[at]) == kind) ++at;
  word.end = at;
  // "4th", "b2": letters and digits in one are no word of speech.
  if (at < text_.size() && class_of(text_[at]) != CharClass::Other) return {};
  return word;
}

SaidWords::Word SaidWords::word_before(std::uint32_t at, std::uint32_t floor) const {
  const std::uint32_t from = at;
  while (at > floor && is_pause(text_[at - 1])) --at;
  if (from - at > kGapMax || at == floor) return {};
  Word word{.begin = at, .end = at};
  while (word.begin > floor && class_of(text_[word.begin - 1]) == CharClass::Letter) --word.begin;
  if (word.begin > 0 && class_of(text_[word.begin - 1]) != CharClass::Other) return {};
  return word;
}

// The letter that the word is said for: the q of "q for queen", the b of "b as in bravo".
SaidWords::Word SaidWords::letter_spelled(const Word& word, std::uint32_t floor) const {
  Word joint = word_before(word.begin, floor);
  if (joint.is_found() && joint.end - joint.begin == 2) {  // "in"
    const Word before = word_before(joint.begin, floor);
    if (before.is_found() && before.end - before.begin > 1) joint = before;
  }
  const Cue* cue = joint.is_found() ? cue_of(joint) : nullptr;
  if (cue == nullptr || !cue->is_spelling_joint) return {};
  const Word letter = word_before(joint.begin, floor);
  return is_letter(letter) && spells(letter, word) ? letter : Word{};
}

bool SaidWords::is_letter(const Word& word) const {
  if (word.end - word.begin != 1 || !is_ascii_letter(text_[word.begin])) return false;
  // Not the s of "it's".
  return word.begin == 0 || (text_[word.begin - 1] != '\'' &&
                             static_cast<unsigned char>(text_[word.begin - 1]) < 0x80);
}

bool SaidWords::spells(const Word& letter, const Word& word) const {
  return word.is_found() && word.end - word.begin > 1 &&
         folded(text_of(word)).starts_with(static_cast<char>(text_[letter.begin] | 0x20));
}

bool SaidWords::is_month(const Word& word) const {
  return word.is_found() && rules_.month_names.month(text_of(word)) > 0;
}

// "the fifth of april", "abril de mil novecientos"
bool SaidWords::is_particle(const Word& word) const {
  constexpr std::string_view kParticles[] = {"of", "de", "del", "do", "di", "the"};
  if (word.end - word.begin > 3 || std::find(std::begin(kParticles), std::end(kParticles),
                                             text_of(word)) == std::end(kParticles)) {
    return false;
  }
  return is_after_month_ || is_month(word_from(word.end));
}

void SaidWords::put_before(std::size_t hit, std::uint32_t floor) {
  hit_ = hit;
  at_ = spoken_[hit].begin;
  languages_ = 0;
  is_after_month_ = false;
  const Word first = letter_spelled({.begin = at_, .end = spoken_[hit].end}, floor);
  if (first.is_found()) at_ = first.begin;
  for (int words = 0; words < kWordsBeforeMax; ++words) {
    Word word = word_before(at_, floor);
    if (!word.is_found()) return;
    if (const Word letter = letter_spelled(word, floor); letter.is_found()) word = letter;
    if (!is_letter(word) && !(words == 0 && is_month(word))) return;
    at_ = word.begin;
  }
}

const CueHit* SaidWords::spoken_at(std::uint32_t begin) {
  while (hit_ > 0 && spoken_[hit_ - 1].begin >= begin) --hit_;
  while (hit_ < spoken_.size() && spoken_[hit_].begin < begin) ++hit_;
  return hit_ < spoken_.size() && spoken_[hit_].begin == begin ? &spoken_[hit_] : nullptr;
}

const Cue* SaidWords::cue_of(const Word& word) const {
  return rules_.cues.find_word(text_of(word));
}

SaidWord SaidWords::spoken_word(const CueHit& hit) {
  using From = SpokenWord::Kind;
  using Kind = SaidWord::Kind;
  const Spoken& spoken = rules_.cues[hit.cue].spoken;
  SaidWord said{.value = spoken.value, .begin = hit.begin, .end = hit.end};
  switch (spoken.kind) {
    case From::Number:
      said.kind = Kind::Number;
      break;
    case From::Ordinal:
      said.kind = Kind::Ordinal;
      break;
    case From::Repeat:
      said.kind = Kind::Repeat;
      break;
    case From::Scale:
      said.kind = Kind::Scale;
      said.takes_no_one = spoken.takes_no_one;
      break;
    case From::Sign:
      said.kind = Kind::Sign;
      if (said.value >= 'a' && said.value <= 'z') said.value -= 0x20;
      return said;
  }
  languages_ = spoken.languages;
  return said;
}

// Where the spelling of the letter ends: "q for queen", "b wie berta", "b as in bravo".
std::uint32_t SaidWords::spelling_end(const Word& letter) const {
  const Word joint = word_from(letter.end);
  const Cue* cue = joint.is_found() ? cue_of(joint) : nullptr;
  if (cue == nullptr || !cue->is_spelling_joint) return letter.end;
  Word meant = word_from(joint.end);
  if (!spells(letter, meant) && meant.is_found() && meant.end - meant.begin == 2) {
    meant = word_from(meant.end);  // "as in"
  }
  return spells(letter, meant) ? meant.end : letter.end;
}

// What people say in between, of up to three words. A letter that is also a word, the Spanish "y",
// is a pause only where that language is spoken.
bool SaidWords::read_pause(const Word& word, SaidWord& said) const {
  std::uint64_t hash = 0;
  Word at = word;
  for (int words = 0; words < kPauseWordsMax && at.is_found(); ++words) {
    hash = phrase_hash(hash, word_hash_in(text_, at.begin, at.end));
    const auto match = rules_.cues.find(hash);
    if (match.words > 0) {
      const Cue& cue = rules_.cues[match.cue];
      const bool is_heard =
          is_letter(word) ? (cue.filler_languages & languages_) != 0 : cue.filler_languages != 0;
      if (cue.is_correction || is_heard) {
        said.kind = cue.is_correction ? SaidWord::Kind::Correction : SaidWord::Kind::Filler;
        said.end = at.end;
      }
    }
    at = word_from(at.end);
  }
  return said.kind != SaidWord::Kind::Other;
}

SaidWord SaidWords::read(const Word& word) {
  using Kind = SaidWord::Kind;
  SaidWord said{.begin = word.begin, .end = word.end};
  if (is_digit(text_[word.begin])) {
    said.kind = word.end - word.begin <= kWrittenDigitsMax ? Kind::Digits : Kind::Other;
    return said;
  }
  const bool is_pause = read_pause(word, said);
  // "um" is one in Portuguese and a pause in English.
  const CueHit* hit = spoken_at(word.begin);
  if (hit != nullptr && !(is_pause && languages_ != 0 &&
                          (rules_.cues[hit->cue].spoken.languages & languages_) == 0)) {
    return spoken_word(*hit);
  }
  if (is_pause) return said;
  if (is_month(word)) {
    said.kind = Kind::Month;
  } else if (is_letter(word)) {
    const char letter = text_[word.begin];
    said.kind = Kind::Sign;
    said.value = static_cast<std::uint16_t>(letter & ~0x20);
    said.end = spelling_end(word);
    said.is_plain = said.end == word.end && kLetterWords.find(letter) != std::string_view::npos;
  } else if (is_particle(word)) {
    said.kind = Kind::Particle;
  }
  return said;
}

SaidWord SaidWords::next() {
  const Word word = word_from(at_);
  if (!word.is_found()) return {.begin = at_, .end = at_};
  SaidWord said = read(word);
  said.is_after_break = word.is_after_break;
  if (said.kind != SaidWord::Kind::Other) at_ = said.end;
  is_after_month_ = said.kind == SaidWord::Kind::Month;
  return said;
}

}  // namespace holdfast::detect

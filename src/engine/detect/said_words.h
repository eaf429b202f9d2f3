// Words of transcripts one after another, as far as they belong to a value that is read out:
// numbers, letters, months, and what people say in between.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/detect/compiled.h"
#include "engine/detect/context.h"

namespace holdfast::detect {

// One word or phrase of what is said.
struct SaidWord {
  enum class Kind : std::uint8_t {
    Other,     // belongs to no value; also where the text ends
    Number,    // value
    Ordinal,   // value
    Repeat,    // value times what comes next
    Scale,     // value times what came before
    Sign,      // value: a letter in upper case, or a sign
    Digits,    // written as digits
    Month,     // written as it is
    Particle,  // beside a month: "of"
    Filler,
    Correction,  // takes back what was said last
  };
  Kind kind = Kind::Other;
  std::uint16_t value = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool is_after_break = false;  // a comma, a dot or a line's end stands before it
  bool takes_no_one = false;    // a scale that is not said behind a one: the French cent
  bool is_plain = false;        // a letter that is a word as well: "a", "y"

  bool is_number() const { return kind == Kind::Number || kind == Kind::Ordinal; }
};

// Reads on from where it was put. Holds references to all it is given.
class SaidWords {
 public:
  // `spoken` as ContextReader::spoken() has it.
  SaidWords(const Compiled& rules, std::string_view text, std::span<const CueHit> spoken)
      : rules_(rules), text_(text), spoken_(spoken) {}

  // Puts it where a value may begin whose first spoken word is spoken[hit]: at the single letters
  // and the month before it, but not before `floor`.
  void put_before(std::size_t hit, std::uint32_t floor);

  // The next word. After Kind::Other it stays there.
  SaidWord next();
  std::uint32_t at() const { return at_; }
  // Whether the sentence goes on there.
  bool has_more() const {
    const Word word = word_from(at_);
    return word.is_found() && !word.is_after_break;
  }

 private:
  struct Word {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool is_after_break = false;
    bool is_found() const { return end > begin; }
  };

  Word word_from(std::uint32_t at) const;
  Word word_before(std::uint32_t at, std::uint32_t floor) const;
  std::string_view text_of(const Word& word) const {
    return text_.substr(word.begin, word.end - word.begin);
  }
  Word letter_spelled(const Word& word, std::uint32_t floor) const;
  bool is_letter(const Word& word) const;
  // Whether the word is said for the letter it begins with.
  bool spells(const Word& letter, const Word& word) const;
  bool is_month(const Word& word) const;
  bool is_particle(const Word& word) const;
  const CueHit* spoken_at(std::uint32_t begin);
  const Cue* cue_of(const Word& word) const;
  SaidWord read(const Word& word);
  bool read_pause(const Word& word, SaidWord& said) const;
  SaidWord spoken_word(const CueHit& hit);
  std::uint32_t spelling_end(const Word& letter) const;

  const Compiled& rules_;
  std::string_view text_;
  std::span<const CueHit> spoken_;
  std::size_t hit_ = 0;
  std::uint32_t at_ = 0;
  std::uint16_t languages_ = 0;  // of the numbers read last; 0 when none was
  bool is_after_month_ = false;
};

}  // namespace holdfast::detect

// A transcript with what is said in it written down: "q q one two three four five six c" as
// "QQ123456C", "the fifth of april nineteen eighty five" as "5. april 1985". Whatever finds values
// in text finds them in this one.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/detect/compiled.h"
#include "engine/detect/context.h"
#include "engine/detect/said_words.h"

namespace holdfast::detect {

class SaidText {
 public:
  // Writes down the values that are read out in the text, each with the words around it that may
  // say what it is. `spoken` as ContextReader::spoken() has it. False when there are none.
  bool write(const Compiled& rules, std::string_view text, std::span<const CueHit> spoken);

  std::string_view text() const { return written_; }
  bool is_empty() const { return segments_.empty(); }

  // Whether any of [begin, end) of the written text was said.
  bool is_said(std::uint32_t begin, std::uint32_t end) const;
  // Where a span of it stands in the original: whole words of what was said. begin < end.
  std::uint32_t original_begin(std::uint32_t at) const;
  std::uint32_t original_end(std::uint32_t at) const;

 private:
  // From byte `written` on: bytes that stand at `begin` on, or what [begin, end) says.
  struct Segment {
    std::uint32_t written = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool is_said = false;
  };
  // A number that may go on: "two hundred and" waits for "five".
  struct Number {
    std::uint32_t value = 0;
    std::uint32_t last = 0;  // what was added last
    std::uint32_t last_begin = 0;
    std::uint32_t room = 0;   // what is added next is less; 0 when nothing is
    std::uint32_t begin = 0;  // in the original
    std::uint32_t end = 0;
    bool is_open = false;
    bool is_ordinal = false;
    bool is_apart = false;  // a pause stands before it
    bool is_after_month = false;
  };
  struct Region {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::vector<SaidWord> words;
  };

  bool read_region(SaidWords& words);
  void write_region(std::string_view text);
  void mark_month_and_year(std::size_t first);
  void write_word(std::string_view text, const SaidWord& word);
  void add_number(const SaidWord& word);
  void add_scale(const SaidWord& word);
  void open_number(const SaidWord& word);
  void close_number();
  void append(std::string_view what, std::uint32_t begin, std::uint32_t end);
  void copy(std::string_view text, std::uint32_t begin, std::uint32_t end);
  const Segment& segment_of(std::uint32_t at) const;

  std::string written_;
  std::vector<Segment> segments_;
  Region region_;
  Number number_;
  std::uint16_t repeats_ = 1;
  std::uint32_t repeat_begin_ = 0;
  bool is_apart_ = false;  // a pause stands before what is read next
  bool is_after_month_ = false;
};

}  // namespace holdfast::detect

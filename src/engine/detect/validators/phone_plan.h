// Numbering plans as tables: automata over digits, one step a digit.
//
// phone_tables builds the bytes from phone_regions.txt when the program is built; here they are
// looked at where they lie. Immutable, so any thread may read.

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace holdfast::detect {

struct PhoneState {
  std::array<std::uint16_t, 10> next;  // state 0 leads to itself and says nothing
  std::uint16_t label;
};

// How what is dialled before a number is cut off: `stripped` digits go, `literal` and the digits
// [keep_begin, keep_end) come in their place.
struct PhoneCut {
  std::uint8_t stripped;
  std::uint8_t keep_begin;
  std::uint8_t keep_end;
  std::uint8_t literal_size;
  std::array<char, 4> literal;
};

struct PhoneRegion {
  std::array<char, 4> name;  // "GB", "001"
  std::uint16_t calling_code;
  std::uint16_t general;        // automaton: label 1 for what looks like any number of the region
  std::uint16_t prefix;         // automaton: labels are cuts
  std::uint16_t international;  // automaton: labels are cuts
  std::uint32_t lengths;        // bit n: numbers of n digits
  std::uint32_t local_lengths;  // bit n: of n digits, dialled within an area only

  std::string_view code() const { return {name.data(), name[2] == '\0' ? 2U : 3U}; }
};

struct PhoneCode {
  // Automaton: labels are (place of the region + 1) * 16 + type, where type 0 is none of the known;
  // 0 where no region is told.
  std::uint16_t numbers;
  std::uint8_t region_first;  // the main one
  std::uint8_t region_count;
};

class PhonePlan {
 public:
  static constexpr int kNone = -1;

  // Of what phone_tables.h wrote, which must outlive the plan: the bytes are trusted. They begin at
  // a multiple of four.
  explicit PhonePlan(std::string_view packed);

  // The one that the program was built with.
  static const PhonePlan& built_in();

  // By its two capital letters; kNone for what is no region.
  int find_region(std::string_view name) const;
  // Null where no region has the calling code; at most 999.
  const PhoneCode* find_code(unsigned calling_code) const;
  const PhoneRegion& region(int index) const { return regions_[static_cast<std::size_t>(index)]; }
  std::size_t region_count() const { return regions_.size(); }
  const PhoneCut& cut(std::uint16_t label) const { return cuts_[label]; }

  // The label where `digits` end. Digits only.
  std::uint16_t walk(std::uint16_t state, std::string_view digits) const {
    for (const char c : digits) {
      const std::uint16_t next = states_[state].next[static_cast<std::size_t>(c - '0')];
      if (next == state) break;  // only states at whose end nothing changes lead to themselves
      state = next;
    }
    return states_[state].label;
  }

 private:
  std::span<const PhoneRegion> regions_;
  std::span<const PhoneCode> codes_;
  std::span<const PhoneCut> cuts_;
  std::span<const PhoneState> states_;
  std::span<const std::uint8_t> code_index_;  // by calling code: place among codes_ + 1, 0 for none
  std::span<const std::uint8_t> region_index_;  // by two letters: place among regions_ + 1
};

// What stands before the tables, in this order, each at a multiple of four bytes.
struct PhonePlanHeader {
  std::uint32_t region_count;
  std::uint32_t code_count;
  std::uint32_t cut_count;
  std::uint32_t state_count;
};
inline constexpr std::size_t kPhoneCodeSlots = 1000;
inline constexpr std::size_t kPhoneRegionSlots = 26 * 26;

}  // namespace holdfast::detect

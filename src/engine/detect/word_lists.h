// Words and phrases of long lists: up to a million each, found by two look-ups for most words.
//
// The rules' own words (cues.h) are a few thousand, and their filters would be full with more.
// These stand in one table of hashes, eight bytes a slot; a filter over first words, sized by their
// number, keeps most of a text's words away from it. With the slot's place a tag is some 50 bits of
// the hash: of a billion phrases less than one is taken for an entry that it is not.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/detect/fold.h"

namespace holdfast::detect {

inline constexpr std::size_t kListEntriesMax = 1'000'000;   // of one list
inline constexpr std::size_t kListsEntriesMax = 4'000'000;  // of all

// Immutable after finish(), shared by all threads then.
class WordLists {
 public:
  // One word or phrase a line; lines that are empty or begin with '#' are skipped. InvalidInput
  // names the file, the line and what to change.
  Result<> add(std::string_view file, std::string_view lines, std::uint16_t owner);
  void finish();  // after the last

  bool is_empty() const { return slots_.empty(); }
  std::size_t entry_count() const { return entry_count_; }

  // Calls visit(owner, begin, end) for the longest phrase of each owner that begins at a word.
  template <typename Visit>
  void find(std::string_view text, Visit visit) const {
    for_each_word(text, [&](std::size_t begin, std::size_t end) {
      const std::uint64_t first = word_hash_in(text, begin, end);
      if (first != 0 && may_begin(first)) find_at(text, begin, end, first, visit);
    });
  }

 private:
  static constexpr std::uint16_t kBeginning =
      0xFFFF;                                   // the owner of what goes on: "van" of "van Dyk"
  static constexpr std::size_t kGapMax = 3;     // bytes between two words of a phrase
  static constexpr std::size_t kOwnersMax = 4;  // at one place

  struct Slot {
    std::uint32_t tag = 0;  // 0 is empty
    std::uint16_t owner = 0;
  };
  struct Entry {
    std::uint64_t hash = 0;
    std::uint16_t owner = 0;
    auto operator<=>(const Entry&) const = default;
  };
  struct Longest {
    std::uint16_t owner = 0;
    std::size_t end = 0;
  };

  static std::uint32_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 32) | 1U;
  }
  bool may_begin(std::uint64_t word) const {
    return filter_[word & filter_mask_] >> (word >> 58) & 1;
  }
  // True when a longer phrase may go on from here.
  template <typename Owned>
  bool look_up(std::uint64_t hash, Owned owned) const {
    bool goes_on = false;
    const std::size_t last = slots_.size() - 1;
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t at = hash & last; slots_[at].tag != 0; at = (at + 1) & last) {
      if (slots_[at].tag != tag) continue;
      if (slots_[at].owner == kBeginning) {
        goes_on = true;
      } else {
        owned(slots_[at].owner);
      }
    }
    return goes_on;
  }

  template <typename Visit>
  void find_at(std::string_view text, std::size_t begin, std::size_t end, std::uint64_t word,
               Visit visit) const {
    Longest found[kOwnersMax];
    std::size_t count = 0;
    std::uint64_t hash = 0;
    for (std::size_t words = 0; words < kCueWordsMax && word != 0; ++words) {
      hash = phrase_hash(hash, word);
      const bool goes_on = look_up(hash, [&](std::uint16_t owner) {
        std::size_t i = 0;
        while (i < count && found[i].owner != owner) ++i;
        if (i == kOwnersMax) return;
        found[i] = {owner, end};
        count = i == count ? count + 1 : count;
      });
      if (!goes_on) break;
      const std::size_t next = next_word(text, end);
      if (next == text.size()) break;
      end = word_end(text, next);
      word = word_hash_in(text, next, end);
    }
    for (std::size_t i = 0; i < count; ++i) visit(found[i].owner, begin, found[i].end);
  }

  // Where the next word of a phrase begins; the text's size when it is too far.
  static std::size_t next_word(std::string_view text, std::size_t at) {
    for (std::size_t i = 0; i <= kGapMax && at + i < text.size(); ++i) {
      if (class_of(text[at + i]) != CharClass::Other) return at + i;
    }
    return text.size();
  }
  static std::size_t word_end(std::string_view text, std::size_t begin) {
    std::size_t end = begin + 1;
    while (end < text.size() && class_of(text[end]) == class_of(text[begin])) ++end;
    return end;
  }

  Result<> add_line(std::string_view line, std::uint16_t owner);
  void mark_first(std::uint64_t word);

  std::vector<Entry> entries_;              // until finish()
  std::vector<std::uint64_t> first_words_;  // until finish()
  std::size_t entry_count_ = 0;
  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
  std::vector<std::uint64_t> filter_;
  std::uint64_t filter_mask_ = 0;
};

}  // namespace holdfast::detect

#include "engine/detect/context.h"

#include <algorithm>
#include <bit>

#include "engine/detect/fold.h"
#include "engine/detect/mask_words.h"

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kBytesBefore = 120;
constexpr std::uint32_t kBytesAfter = 80;
constexpr unsigned kWordsFull = 4;             // a cue this near has its full weight
constexpr unsigned kWordsMax = 14;             // and beyond this none
constexpr float kAfterShare = 0.5F;            // of a cue that follows its value
constexpr float kNamedShare = 0.97F;           // the same where nothing but "is my" stands between
constexpr unsigned kLinksMax = 4;              // words of that
constexpr std::uint32_t kNextValueBytes = 24;  // after such a cue, where its own value may be
// By the count of sentence or line ends between.
constexpr float kCrossing[] = {1.0F, 0.7F, 0.49F, 0.34F, 0.24F};

// Where words of letters or of digits begin, among the bytes of mask word `index`.
std::uint64_t word_begins(const Masks& masks, std::size_t index) {
  return run_begins(masks.letter, index) | run_begins(masks.digit, index);
}

float weight_at(unsigned words) {
  // Of two cues that count fully the nearer still wins.
  if (words <= kWordsFull) return 1.0F - 0.01F * static_cast<float>(words);
  if (words > kWordsMax) return 0;
  return 0.96F - 0.56F * static_cast<float>(words - kWordsFull) /
                     static_cast<float>(kWordsMax - kWordsFull);
}

}  // namespace

void ContextReader::read(std::string_view text, const Masks& masks, const CueTable& cues) {
  text_ = text;
  masks_ = &masks;
  cues_ = &cues;
  cursor_ = 0;
  hits_.clear();
  spoken_.clear();
  near_.assign(text.size() / 64 + 1, {});
  const std::size_t likely = cues.beginnings().find(text, masks, likely_);
  std::uint32_t hit_end = 0;
  for (std::size_t i = 0; i < likely; ++i) {
    const CueHit hit = cue_at(likely_[i]);
    if (hit.end <= hit_end)
      continue;  // nothing, or within a longer phrase: "card" of "library card"
    hit_end = hit.end;
    const CueSigns& signs = cues.signs(hit.cue);
    if (signs.is_spoken) spoken_.push_back(hit);
    if (signs.is_spoken_only) continue;
    hits_.push_back(hit);
    if (hit.shapes != 0) mark_near(hit);
  }
}

// Marks all places that around() may give the hit to.
void ContextReader::mark_near(const CueHit& hit) {
  const std::size_t last = std::min<std::size_t>((hit.end + kBytesBefore) / 64, near_.size() - 1);
  for (std::size_t i = (hit.begin - std::min(hit.begin, kBytesAfter)) / 64; i <= last; ++i) {
    near_[i].lengths |= hit.lengths;
    near_[i].shapes |= hit.shapes;
  }
}

inline std::uint32_t ContextReader::word_end(std::uint32_t begin) const {
  return run_end(bit_at(masks_->letter, begin) ? masks_->letter : masks_->digit, begin);
}

// The first word that begins at `from` or later and not beyond the next mask word; the text's size
// when there is none.
std::uint32_t ContextReader::next_word(std::uint32_t from) const {
  const auto size = static_cast<std::uint32_t>(text_.size());
  for (std::size_t index = from / 64; index * 64 < size && index <= from / 64 + 1; ++index) {
    const std::uint64_t begins = word_begins(*masks_, index) & within(index, from, size);
    if (begins != 0) {
      return static_cast<std::uint32_t>(index * 64 +
                                        static_cast<unsigned>(std::countr_zero(begins)));
    }
  }
  return size;
}

CueHit ContextReader::cue_at(std::uint32_t begin) const {
  std::uint32_t end = word_end(begin);
  const std::uint64_t first = word_hash_in(text_, begin, end);
  std::uint32_t ends[kCueWordsMax + 1] = {0, end};
  std::size_t count = 1;
  const CueTable::Match match = cues_->longest(first, [&]() -> std::uint64_t {
    const std::uint32_t at = next_word(end);
    if (at >= text_.size()) return 0;
    end = word_end(at);
    ends[++count] = end;
    return word_hash_in(text_, at, end);
  });
  if (match.words == 0) return {};
  const CueSigns& signs = cues_->signs(match.cue);
  return {begin, ends[match.words], match.cue, signs.shapes, signs.lengths};
}

Neighbourhood ContextReader::around(std::uint32_t begin, std::uint32_t end) {
  const std::uint32_t from = begin - std::min(begin, kBytesBefore);
  const std::uint32_t to = end + kBytesAfter;
  const auto size = static_cast<std::uint32_t>(hits_.size());
  while (cursor_ > 0 && hits_[cursor_ - 1].end > from) --cursor_;
  while (cursor_ < size && hits_[cursor_].end <= from) ++cursor_;
  Neighbourhood near{cursor_, cursor_};
  while (near.last < size && hits_[near.last].begin < to) ++near.last;
  return near;
}

unsigned ContextReader::words_between(std::uint32_t from, std::uint32_t to) const {
  int words = 0;
  for (std::size_t index = from / 64; index * 64 < to; ++index) {
    words += std::popcount(word_begins(*masks_, index) & within(index, from, to));
  }
  return static_cast<unsigned>(words);
}

// Ends of sentences and lines; the dot of a short word ("no.", "tel.") is none.
unsigned ContextReader::sentences_between(std::uint32_t from, std::uint32_t to) const {
  unsigned sentences = 0;
  for (std::size_t index = from / 64; index * 64 < to; ++index) {
    std::uint64_t stops = masks_->stop[index] & within(index, from, to);
    for (; stops != 0; stops &= stops - 1) {
      const std::size_t at = index * 64 + static_cast<unsigned>(std::countr_zero(stops));
      if (text_[at] != '\n') {
        const char next = at + 1 < text_.size() ? text_[at + 1] : ' ';
        if (next != ' ') continue;
        std::size_t letters = 0;
        while (letters < 4 && letters < at && is_ascii_letter(text_[at - 1 - letters])) ++letters;
        if (text_[at] == '.' && letters > 0 && letters < 4) continue;
      }
      ++sentences;
    }
  }
  return sentences;
}

// Whether the cue says what the value that ends at `end` is: "2580 is my PIN", "12/30 (expiry)".
// Only words that link lie between, and no digits follow that could be the cue's own value.
bool ContextReader::is_named_after(std::uint32_t end, const CueHit& hit) const {
  unsigned links = 0;
  for (std::uint32_t at = end; at < hit.begin;) {
    const char c = text_[at];
    if (c == ';' || c == '|' || c == '\n') return false;
    if (class_of(c) == CharClass::Other) {
      ++at;
      continue;
    }
    if (class_of(c) == CharClass::Digit || ++links > kLinksMax) return false;
    const std::uint32_t stop = std::min(word_end(at), hit.begin);
    const Cue* link = cues_->find_word(text_.substr(at, stop - at));
    if (link == nullptr || !(link->is_connector || link->is_link_back)) return false;
    at = stop;
  }
  const std::size_t reach = std::min<std::size_t>(text_.size(), hit.end + kNextValueBytes);
  for (std::size_t at = hit.end; at < reach && text_[at] != '\n'; ++at) {
    if (is_digit(text_[at])) return false;
  }
  return true;
}

float ContextReader::weight_of(const CueHit& hit, std::uint32_t begin, std::uint32_t end) const {
  const bool is_before = hit.end <= begin;
  if (!is_before && hit.begin < end) return 0;  // within the value itself
  const std::uint32_t from = is_before ? hit.end : end;
  const std::uint32_t to = is_before ? begin : hit.begin;
  if (to - from > kBytesBefore) return 0;
  const float weight = weight_at(words_between(from, to));
  if (weight <= 0) return 0;
  const unsigned sentences = sentences_between(from, to);
  if (sentences >= std::size(kCrossing)) return 0;
  if (is_before) return weight * kCrossing[sentences];
  const bool is_named = sentences == 0 && is_named_after(end, hit);
  return weight * kCrossing[sentences] * (is_named ? kNamedShare : kAfterShare);
}

// Farther hits weigh less, so on each side the nearest for the detector and the nearest against it
// say all.
CueEffect ContextReader::effect(const Neighbourhood& near, std::uint32_t begin, std::uint32_t end,
                                DetectorIndex detector, bool ignores_look_alikes) const {
  CueEffect effect;
  const auto holds = [detector](std::span<const DetectorIndex> list) {
    return std::find(list.begin(), list.end(), detector) != list.end();
  };
  const auto go_away = [&](std::uint32_t from, std::uint32_t to, std::uint32_t step) {
    bool is_for_known = false;
    bool is_against_known = false;
    for (std::uint32_t i = from; i != to && !(is_for_known && is_against_known); i += step) {
      const CueHit& hit = hits_[i];
      const bool is_for = holds(cues_->speaks_for(hit.cue));
      if (is_for ? is_for_known : is_against_known) continue;
      const bool is_against =
          !is_for && (holds(cues_->speaks_against(hit.cue)) ||
                      (cues_->signs(hit.cue).is_look_alike && !ignores_look_alikes));
      if (!is_for && !is_against) continue;
      const float weight = weight_of(hit, begin, end);
      if (weight <= 0) return;
      (is_for ? is_for_known : is_against_known) = true;
      if (is_for && weight > effect.for_weight) {
        effect.for_weight = weight;
        effect.for_cue = hit.cue;
      } else if (is_against && weight > effect.against_weight) {
        effect.against_weight = weight;
        effect.against_cue = hit.cue;
      }
    }
  };
  std::uint32_t before = near.first;  // one beyond the hits before the value
  while (before < near.last && hits_[before].end <= begin) ++before;
  std::uint32_t after = before;  // past those within it
  while (after < near.last && hits_[after].begin < end) ++after;
  go_away(before - 1, near.first - 1, std::uint32_t(-1));
  go_away(after, near.last, 1);
  return effect;
}

}  // namespace holdfast::detect

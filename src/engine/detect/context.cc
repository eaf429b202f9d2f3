#include "engine/detect/context.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kBytesBefore = 120;
constexpr std::uint32_t kBytesAfter = 80;
constexpr unsigned kWordsFull = 3;   // a cue this near has its full weight
constexpr unsigned kWordsMax = 12;   // and beyond this none
constexpr float kAfterShare = 0.5F;  // of a cue that follows its value
constexpr float kSentenceShare = 0.7F;

// The first bit set at `from` or later in a | b; `limit` when there is none before it.
std::uint32_t next_set(const std::uint64_t* a, const std::uint64_t* b, std::uint32_t from,
                       std::uint32_t limit) {
  if (from >= limit) return limit;
  std::size_t word = from / 64;
  std::uint64_t bits = (a[word] | b[word]) >> (from % 64) << (from % 64);
  while (bits == 0) {
    if (++word * 64 >= limit) return limit;
    bits = a[word] | b[word];
  }
  return std::min(limit, static_cast<std::uint32_t>(word * 64) +
                             static_cast<std::uint32_t>(std::countr_zero(bits)));
}

std::uint32_t next_clear(const std::uint64_t* a, std::uint32_t from, std::uint32_t limit) {
  std::size_t word = from / 64;
  std::uint64_t bits = ~a[word] >> (from % 64) << (from % 64);
  while (bits == 0) {
    if (++word * 64 >= limit) return limit;
    bits = ~a[word];
  }
  return std::min(limit, static_cast<std::uint32_t>(word * 64) +
                             static_cast<std::uint32_t>(std::countr_zero(bits)));
}

bool ends_sentence(std::string_view gap) {
  for (std::size_t i = 0; i < gap.size(); ++i) {
    const char c = gap[i];
    if (c == '\n') return true;
    if ((c == '.' || c == '!' || c == '?') && (i + 1 == gap.size() || gap[i + 1] == ' ')) {
      return i + 1 < gap.size();
    }
  }
  return false;
}

float weight_at(unsigned words_between) {
  // Of two cues that count fully the nearer still wins.
  if (words_between <= kWordsFull) return 1.0F - 0.01F * static_cast<float>(words_between);
  if (words_between > kWordsMax) return 0;
  return 0.97F - 0.57F * static_cast<float>(words_between - kWordsFull) / 7.0F;
}

}  // namespace

void ContextReader::reset(std::string_view text, const Masks& masks, const CueTable& cues) {
  text_ = text;
  masks_ = &masks;
  cues_ = &cues;
  read_ = 0;
  sentence_ = 0;
  matched_ = 0;
  place_word_ = 0;
  words_.clear();
  hits_.clear();
}

// Leaves out the text before `place` that no place has asked for.
void ContextReader::skip_to(std::uint32_t place) {
  if (read_ >= place) return;
  // Not into the middle of a word, whose second half would look like another.
  while (place > read_ && class_of(text_[place - 1]) != CharClass::Other) --place;
  if (place == read_) return;
  read_ = place;
  match_words(words_.size());
  sentence_ += 2 * kWordsMax;  // nothing before the gap is near anything after it
}

void ContextReader::read_until(std::uint32_t place) {
  const auto size = static_cast<std::uint32_t>(text_.size());
  const std::uint64_t* letter = masks_->letter.data();
  const std::uint64_t* digit = masks_->digit.data();
  while (read_ < place) {
    const std::uint32_t begin = next_set(letter, digit, read_, size);
    if (ends_sentence(text_.substr(read_, begin - read_))) ++sentence_;
    if (begin == size) {
      read_ = size;
      break;
    }
    const bool is_letter = letter[begin / 64] >> (begin % 64) & 1;
    const std::uint32_t end = next_clear(is_letter ? letter : digit, begin, size);
    words_.push_back({begin, end, sentence_, false,
                      word_hash(text_.substr(begin, end - begin))});
    read_ = end;
  }
  // The last words wait for those that may make a longer phrase of them.
  const std::size_t waiting = read_ == size ? 0 : kCueWordsMax - 1;
  match_words(words_.size() - std::min(waiting, words_.size()));
}

void ContextReader::match_words(std::size_t words_end) {
  while (matched_ < words_end) {
    std::array<std::uint64_t, kCueWordsMax> hashes;
    const std::size_t count = std::min(kCueWordsMax, words_.size() - matched_);
    for (std::size_t i = 0; i < count; ++i) hashes[i] = words_[matched_ + i].hash;
    const CueTable::Match match = cues_->longest({hashes.data(), count});
    if (match.words == 0) {
      ++matched_;
      continue;
    }
    const Cue& cue = (*cues_)[match.cue];
    const auto first = static_cast<std::uint32_t>(matched_);
    const std::uint32_t last = first + match.words - 1;
    for (std::uint32_t i = first; i <= last; ++i) words_[i].is_connector = cue.is_connector;
    if (!cue.speaks_for.empty() || !cue.speaks_against.empty() || cue.is_look_alike) {
      hits_.push_back({words_[first].begin, words_[last].end, first, last,
                       words_[last].sentence, match.cue});
    }
    matched_ += match.words;
  }
}

Neighbourhood ContextReader::around(std::uint32_t begin, std::uint32_t end) {
  skip_to(begin - std::min(begin, kBytesBefore));
  read_until(static_cast<std::uint32_t>(
      std::min<std::size_t>(text_.size(), std::size_t{end} + kBytesAfter)));
  while (place_word_ < words_.size() && words_[place_word_].end <= begin) ++place_word_;
  Neighbourhood near;
  if (words_.empty()) return near;
  near.first_word = static_cast<std::uint32_t>(place_word_);
  near.last_word = near.first_word;
  while (near.last_word + 1 < words_.size() && words_[near.last_word + 1].begin < end) {
    ++near.last_word;
  }
  near.sentence =
      words_[std::min<std::size_t>(near.first_word, words_.size() - 1)].sentence;
  near.hit_end = static_cast<std::uint32_t>(hits_.size());
  near.hit_begin = near.hit_end;
  while (near.hit_begin > 0 && hits_[near.hit_begin - 1].end + kBytesBefore > begin) {
    --near.hit_begin;
  }
  return near;
}

float ContextReader::weight_of(const CueHit& hit, const Neighbourhood& near) const {
  const bool is_before = hit.last_word < near.first_word;
  if (!is_before && hit.first_word <= near.last_word) return 0;  // within the value itself
  const std::uint32_t from = is_before ? hit.last_word + 1 : near.last_word + 1;
  const std::uint32_t to = is_before ? near.first_word : hit.first_word;
  if (to - from > 2 * kWordsMax) return 0;
  unsigned between = 0;
  for (std::uint32_t i = from; i < to; ++i) between += words_[i].is_connector ? 0U : 1U;
  const std::uint32_t sentences =
      is_before ? near.sentence - hit.sentence : hit.sentence - near.sentence;
  if (sentences > 4) return 0;
  const float share = is_before ? 1.0F : kAfterShare;
  constexpr float kCrossing[] = {1.0F, kSentenceShare, 0.49F, 0.34F, 0.24F};
  return weight_at(between) * share * kCrossing[sentences];
}

CueEffect ContextReader::effect(const Neighbourhood& near, DetectorIndex detector,
                                bool ignores_look_alikes) const {
  CueEffect effect;
  const auto holds = [detector](const std::vector<DetectorIndex>& list) {
    return std::find(list.begin(), list.end(), detector) != list.end();
  };
  for (std::uint32_t i = near.hit_begin; i < near.hit_end; ++i) {
    const CueHit& hit = hits_[i];
    const Cue& cue = (*cues_)[hit.cue];
    const bool is_for = holds(cue.speaks_for);
    const bool is_against = !is_for && (holds(cue.speaks_against) ||
                                        (cue.is_look_alike && !ignores_look_alikes));
    if (!is_for && !is_against) continue;
    const float weight = weight_of(hit, near);
    if (is_for && weight > effect.for_weight) {
      effect.for_weight = weight;
      effect.for_cue = hit.cue;
    } else if (is_against && weight > effect.against_weight) {
      effect.against_weight = weight;
      effect.against_cue = hit.cue;
    }
  }
  return effect;
}

}  // namespace holdfast::detect
